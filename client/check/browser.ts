// Which browser this is, by what it says of itself, and which versions have all that is needed (features.ts, trials.ts): the
// latest to come were exceptions in WebAssembly in Chrome (95), modules in workers in Firefox (114), and
// DecompressionStream in Safari (16.4).

/** By the places of BROWSERS (code.ts); 0 where nothing is known. */
export var FIRST_VERSIONS = [0, 95, 95, 114, 16, 81, 17];
export var FIRST_IN_WORDS = "Chrome or Edge 95, Firefox 114, Safari 16.4, Opera 81, Samsung Internet 17, or newer";

/** Its place among BROWSERS (code.ts) and its version; 0, 0 where it does not say. */
export function browserOf(agent: string): { browser: number; version: number } {
  var patterns = [/Edg\w*\/(\d+)/, /OPR\/(\d+)/, /SamsungBrowser\/(\d+)/, /(?:Firefox|FxiOS)\/(\d+)/, /(?:Chrome|CriOS)\/(\d+)/,
    /Version\/(\d+)[\d.]* .*Safari/];
  var places = [2, 5, 6, 3, 1, 4];
  for (var i = 0; i < patterns.length; i++) {
    var hit = patterns[i]!.exec(agent);
    if (hit) return { browser: places[i]!, version: Number(hit[1]) };
  }
  return { browser: 0, version: 0 };
}
