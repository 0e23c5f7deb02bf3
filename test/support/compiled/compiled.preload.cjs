const { readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { deserialize, serialize } = require('node:v8');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');
const { crc32 } = require('node:zlib');

/*
 * Loaded into the gateways and commands of tests with `--require`: V8 takes what it compiled for one of them from a file, and
 * Node where it found each module, which is a third of what a start costs. Node reads and runs the sources as ever, and one
 * that has changed since is compiled anew.
 *
 *   SALLYPORT_TEST_COMPILED   the file
 *   SALLYPORT_TEST_COMPILING  given to the one gateway that writes it, at its end
 */

const file = process.env['SALLYPORT_TEST_COMPILED'];
const isWriting = process.env['SALLYPORT_TEST_COMPILING'] !== undefined;

if (isMainThread && file !== undefined) {
  const kept = isWriting ? { paths: {}, scripts: new Map() } : deserialize(readFileSync(file));
  Object.assign(Module._pathCache, kept.paths);
  const scripts = new Map();

  const compile = Module.prototype._compile;

  Module.prototype._compile = function (content, filename, format) {
    // What was compiled before has lost the way to import anything.
    if (format === 'module' || filename.endsWith('.mjs') || content.includes('import('))
      return compile.call(this, content, filename, format);
    const source = Module.wrap(content.replace(/^#!.*/, ''));
    const sum = crc32(source);
    const found = kept.scripts.get(filename);
    const script = new Script(source, {
      filename,
      cachedData: found?.sum === sum ? found.data : undefined,
    });
    if (isWriting) scripts.set(filename, { script, sum });
    const requireFrom = Object.assign((id) => this.require(id), {
      resolve: (id, options) => Module._resolveFilename(id, this, false, options),
      main: process.mainModule,
      cache: Module._cache,
      extensions: Module._extensions,
    });
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, requireFrom, this, filename, dirname(filename));
  };

  if (isWriting)
    process.once('exit', () => {
      // At the end, when most functions that a start needs have been compiled as well.
      const compiled = [...scripts].map(([name, { script, sum }]) => [
        name,
        { sum, data: script.createCachedData() },
      ]);
      writeFileSync(file, serialize({ paths: { ...Module._pathCache }, scripts: new Map(compiled) }));
    });
}
