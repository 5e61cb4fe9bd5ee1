import { createServer, type Server } from 'node:net';

const SSL_REQUEST = 80_877_103;

/**
 * A server that speaks just enough of PostgreSQL's protocol to be asked its version: no binaries of old servers are at
 * hand. Message formats: https://www.postgresql.org/docs/current/protocol-message-formats.html
 * @returns the server, listening on a free loopback port
 */
export async function startFakeOldServer(versionNumber: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let isStarted = false;
    socket.on('data', (data) => {
      if (!isStarted && data.length === 8 && data.readInt32BE(4) === SSL_REQUEST) {
        socket.write('N');
      } else if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))]));
      } else if (data.includes('Q') || data.includes('P')) {
        socket.write(
          Buffer.concat([
            message('1'),
            message('2'),
            rowDescription(),
            dataRow(String(versionNumber)),
            message('C', cString('SELECT 1')),
            message('Z', Buffer.from('I')),
          ]),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

/** One column, `version int4` in text form. */
function rowDescription(): Buffer {
  return message(
    'T',
    Buffer.concat([int16(1), cString('version'), int32(0), int16(0), int32(23), int16(4), int32(-1), int16(0)]),
  );
}

function dataRow(value: string): Buffer {
  return message('D', Buffer.concat([int16(1), int32(value.length), Buffer.from(value)]));
}

function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}
