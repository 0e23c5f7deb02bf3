const { createRequire, isBuiltin } = require('node:module');
const { dirname, join, sep } = require('node:path');
const { constants, Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const CurrentTest = require('./current-test.cjs');

/**
 * Jest gives each test file modules of its own, and evaluating packages anew was most of what a file cost. Here our own
 * sources stay each file's own, whereas packages come from Node's module cache, once per worker.
 */
module.exports = class PackagesRuntime extends Runtime {
  #environment;
  #mapped;

  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    this.#environment = environment;
    this.#mapped = config.moduleNameMapper.map(([pattern]) => new RegExp(pattern));
    const { executor } = this;
    executor.compile = (source, filename) => compiled(source, filename, executor.injectedModuleParameters);
  }

  requireModuleOrMock(from, name) {
    const path = this.#packageOf(from, name);
    return path === undefined ? super.requireModuleOrMock(from, name) : this.#load(path);
  }

  requireInternalModule(from, name) {
    if (name === 'node:async_hooks' && from.includes(RUNNER)) return { AsyncLocalStorage: CurrentTest };
    const path = name === undefined ? undefined : this.#packageOf(from, name);
    return path === undefined ? super.requireInternalModule(from, name) : this.#load(path);
  }

  /** Where Node finds the package that is asked for; nothing where something of ours is. */
  #packageOf(from, name) {
    if (name.startsWith('.') || name.startsWith('/') || name === '@jest/globals' || isBuiltin(name))
      return undefined;
    if (this.#mapped.some((pattern) => pattern.test(name))) return undefined;
    const key = `${dirname(from)}\0${name}`;
    const path = paths.get(key) ?? createRequire(from).resolve(name);
    paths.set(key, path);
    return path.includes(PACKAGES) && !OF_EACH_FILE.test(path) ? path : undefined;
  }

  #load(path) {
    if (!loaded.has(path))
      loaded.set(
        path,
        this.#environment.loading(() => require(path)),
      );
    return loaded.get(path);
  }
};

const RUNNER = join(sep, 'node_modules', 'jest-circus', sep);
const PACKAGES = `${sep}node_modules${sep}`;
/** These remember every class that they have met, and where they wrote that down. */
const OF_EACH_FILE = /[/\\]node_modules[/\\]class-validator(-jsonschema)?[/\\]/;
const paths = new Map();
const loaded = new Map();

/** Scripts of this worker by their file; evaluating one again gives a module anew, but no parsing. */
const scripts = new Map();

function compiled(source, filename, parameters) {
  const head = `(function (${parameters.join(', ')}) {`;
  const known = scripts.get(filename);
  if (known?.source === source) return known.script.runInThisContext();
  const script = new Script(`${head}${source}\n})`, {
    filename,
    columnOffset: -head.length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  scripts.set(filename, { source, script });
  return script.runInThisContext();
}
