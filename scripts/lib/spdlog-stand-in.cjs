// Stands in for the native @vscode/spdlog of the server edition, which npm cannot build without a compiler:
// without it every output channel and log file stays empty. Appends at once; no rotation.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  constructor(type, name, file) {
    this.level = 2;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    for (const [rank, level] of levels.entries()) {
      this[level] = text => {
        if (rank >= this.level) fs.appendFileSync(file, this.raw ? text : `${new Date().toISOString()} [${level}] ${text}\n`);
      };
    }
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.raw = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

const create = async (name, file) => new Logger('rotating', name, file);

// One by one: that is how an ES module that imports this finds the names.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
