// What the builder (site_builder/render/offline.py) writes before the service worker's own text: the version, which is a
// hash of all that is listed, and of each file whether it is needed before the version is whole (else it is kept when it
// is first used) and the sha256 that its bytes may have.

declare const VERSION: string;
declare const FILES: Record<string, [needed: 0 | 1, ...hashes: string[]]>;
