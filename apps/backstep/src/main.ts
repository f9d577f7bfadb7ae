import 'reflect-metadata';
import { runCli } from './command-line/cli.js';
import { processIo } from './command-line/io.js';

const exitCode = await runCli(process.argv.slice(2), processIo());
// A pipe that is still being read is written to its end; whatever else may be open does not keep the process.
process.exitCode = exitCode;
process.stdout.write('', () => process.exit(exitCode));
