import { connect, createServer } from 'node:net';

/** A TCP port on 127.0.0.1 that nobody holds at this moment. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port is free.'))));
    });
  });
}

/** Whether something accepts connections there. @param {number} port @returns {Promise<boolean>} */
export function answers(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const end = (/** @type {boolean} */ open) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
