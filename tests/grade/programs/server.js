// A right server for `upper` over length-prefix:u32be, with events.
const net = require('net');
const MAX = 1 << 20;

net.createServer({ allowHalfOpen: true }, (socket) => {
  let pending = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('data', (piece) => {
    pending = Buffer.concat([pending, piece]);
    while (pending.length >= 4) {
      const length = pending.readUInt32BE(0);
      if (length > MAX) {
        socket.destroy();
        return;
      }
      if (pending.length < 4 + length) return;
      const answer = Buffer.from(pending.subarray(0, 4 + length));
      for (let i = 4; i < answer.length; i++) {
        if (answer[i] >= 0x61 && answer[i] <= 0x7a) answer[i] -= 32;
      }
      socket.write(answer);
      pending = pending.subarray(4 + length);
    }
  });
  socket.on('end', () => socket.end());
  socket.on('error', () => {});
}).listen(Number(process.argv[2]));
