/**
 * Stands in for Node's AsyncLocalStorage where Jest's runner keeps the test that is running: Node 20 follows every promise
 * of the process for it, which was a third of what unit tests cost. Tests of a file run one after another here, so what
 * runs is what was begun last.
 */
module.exports = class CurrentTest {
  #running;

  run(context, work) {
    const before = this.#running;
    this.#running = context;
    return Promise.resolve(work()).finally(() => {
      this.#running = before;
    });
  }

  getStore() {
    return this.#running;
  }
};
