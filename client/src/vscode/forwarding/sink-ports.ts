/** What sinks get from this window. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { SinkPorts } from '../../delivery/contract';
import type { Log } from '../log';

export const sinkPorts = (log: Log): SinkPorts => ({
  log: line => log.info(line),
  instance: `${hostname()}-${process.pid}`,
  systemCertificates: vscode.workspace.getConfiguration('http').get('systemCertificates', true),
});
