// The machine code of libraries that Python has loaded, such as NumPy's, is no part of its memory: only their data are, and
// the numbers by which their functions are called, which are places in a table. Here the code is put in its places again.
//
// It does what Emscripten's loadWebAssemblyModule does, except that the data are in their place already, as they were left.

type Code = WebAssembly.ExportValue & { stub?: boolean };

/** What is used of Emscripten's module (the patch memory_kept). */
export interface Emscripten {
  HEAPU8: Uint8Array;
  HEAPU32: Uint32Array;
  wasmTable: WebAssembly.Table;
  GOT: Record<string, WebAssembly.Global>;
  GOTHandler: ProxyHandler<object>;
  LDSO: { loadedLibsByName: Record<string, Library>; loadedLibsByHandle: Record<string, Library> };
  preloadedWasm: Record<string, Record<string, Code>>;
  updateTableMap(from: number, count: number): void;
  relocateExports(exports: WebAssembly.Exports, base: number): Record<string, Code>;
  reportUndefinedSymbols(): void;
  loadDynamicLibrary(path: string, flags: object, scope: object, handle: number): void;
}

interface Library {
  name: string;
  exports: Record<string, Code>;
}

/** Where a library's data and functions are; handle: where that is noted in memory. */
interface Place {
  path: string;
  handle: number;
  data: number;
  dataSize: number;
  table: number;
  tableSize: number;
}

export interface Loaded {
  libraries: Place[];
  functions: number; // the size of the table
  symbols: [name: string, value: number][]; // where libraries find what they have of one another
}

/** How many symbols there are; those of libraries come after them. */
export const countSymbols = (module: Emscripten) => Object.keys(module.GOT).length;

/** What was loaded when there were `own` symbols. */
export function loadedAfter(own: number, module: Emscripten): Loaded {
  const libraries = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0"); // Python itself
  return {
    libraries: libraries
      .map(([handle, { name }]) => placeOf(module, Number(handle), name))
      .sort((one, other) => one.table - other.table),
    functions: module.wasmTable.length,
    symbols: Object.entries(module.GOT)
      .slice(own)
      .map(([name, { value }]) => [name, value]),
  };
}

function placeOf(module: Emscripten, handle: number, path: string): Place {
  const noted = module.HEAPU32.subarray(handle / 4 + 3); // after four other fields of Emscripten's struct dso
  return { path, handle, data: noted[0]!, dataSize: noted[1]!, table: noted[2]!, tableSize: noted[3]! };
}

/** Load the same libraries into the memory in which they have been before. code: by their paths. It fails where something
 *  would not be in its place. */
export function loadAgain(module: Emscripten, before: Loaded, code: Map<string, WebAssembly.Module>): void {
  const own = countSymbols(module);
  for (const place of before.libraries) {
    if (module.wasmTable.length !== place.table) throw new Error(`the functions of ${place.path} would be elsewhere`);
    module.wasmTable.grow(place.tableSize);
    const data = module.HEAPU8.slice(place.data, place.data + place.dataSize);
    const exports: Record<string, Code> = {};
    const instance = new WebAssembly.Instance(code.get(place.path)!, importsOf(module, place, exports));
    module.HEAPU8.set(data, place.data); // which the instance has begun anew
    module.updateTableMap(place.table, place.tableSize);
    Object.assign(exports, module.relocateExports(instance.exports, place.data));
    module.reportUndefinedSymbols();
    module.preloadedWasm[place.path] = exports;
    module.loadDynamicLibrary(place.path, { global: false }, {}, place.handle);
  }
  if (JSON.stringify(loadedAfter(own, module)) !== JSON.stringify(before)) {
    throw new Error("the libraries are not where they were");
  }
}

/** exports: the library's own, which it asks for when it runs. */
function importsOf(module: Emscripten, place: Place, exports: Record<string, Code>): WebAssembly.Imports {
  const main = module.LDSO.loadedLibsByName.__main__!.exports;
  const env = new Proxy({} as Record<string, WebAssembly.ImportValue>, {
    get(later, name: string) {
      if (name === "__memory_base") return place.data;
      if (name === "__table_base") return place.table;
      if (name in main && !main[name]!.stub) return main[name];
      later[name] ??= (...values: unknown[]) =>
        (exports[name] as unknown as (...values: unknown[]) => unknown)(...values);
      return later[name];
    },
  });
  const symbols = new Proxy({}, module.GOTHandler) as WebAssembly.ModuleImports;
  return { env, wasi_snapshot_preview1: env, "GOT.mem": symbols, "GOT.func": symbols };
}
