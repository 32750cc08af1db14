/** Set-up: what a clean clone lacks, done in plain Node, since npm runs no scripts here. Quick when nothing is to be done. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { npm, onPath, run } from './processes.mjs';
import { progress } from './progress.mjs';
import { inRepository, root } from './root.mjs';

/** Installs dependencies that are missing or older than the lock file, and builds the Java helper where there is a JDK. */
export async function setUp() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`This project needs Node 20.19 or newer; this is Node ${process.versions.node}. See https://nodejs.org.`);
  }
  if (await dependenciesAreStale()) await installEverything();
  await buildJavaHelper();
}

/** npm notes what it installed in node_modules/.package-lock.json: the same packages in the same versions, without the project itself. */
async function dependenciesAreStale() {
  const installed = inRepository('node_modules', '.package-lock.json');
  if (!existsSync(installed)) return true;
  const wanted = await packagesIn(inRepository('package-lock.json'));
  const present = await packagesIn(installed);
  return Object.entries(wanted).some(([name, it]) => {
    if (name === '') return false;
    const there = present[name];
    // A package for another platform is in the lock file, but rightly not here.
    if (there === undefined) return it.optional !== true && it.peer !== true;
    return there.version !== it.version;
  });
}

/** @param {string} file @returns {Promise<Record<string, { version?: string, optional?: boolean, peer?: boolean }>>} */
async function packagesIn(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages;
}

async function installEverything() {
  await progress('Installing the dependencies (once, about half a minute)', async () => {
    const { code, output } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
    if (code !== 0)
      throw new Error(
        `npm could not install the dependencies. It needs the npm registry, or a mirror set in your .npmrc.\n${output.trim()}`,
      );
  });
}

/** `support` is also the Java package: classes go below the folder above it. */
const javaFolder = inRepository('node_modules', 'xsd-schema-validator');

/**
 * xsd-schema-validator's helper comes compiled for Java 21; compiled for Java 8 any Java will run it.
 * Without a JDK the embedded validator does the work, so this is no error.
 */
async function buildJavaHelper() {
  const folder = javaFolder;
  const source = path.join(folder, 'support', 'XMLValidator.java');
  const javac = onPath('javac');
  if (javac === undefined || !existsSync(source) || (await javaHelperIsForAnyJava())) return;
  await progress("Building the schema validator's Java helper", async () => {
    const { code, output } = await run(javac, ['--release', '8', '-Xlint:-options', '-encoding', 'UTF-8', '-d', folder, source]);
    if (code !== 0) console.error(`The Java helper could not be built; schema checks use the embedded validator.\n${output.trim()}`);
  });
}

/** A class file says in its bytes 6 and 7 what it needs: 52 is Java 8. */
export async function javaHelperIsForAnyJava() {
  const file = path.join(javaFolder, 'support', 'XMLValidator.class');
  if (!existsSync(file)) return false;
  const bytes = await readFile(file);
  return bytes.readUInt16BE(6) <= 52;
}
