// Three writes, one `data`: the server reads when a second connection says that all is written. argv: server|client PORT.
const net = require('net');
const [side, port] = [process.argv[2], Number(process.argv[3])];
if (side === 'server') {
    let first = null;
    const server = net.createServer({ pauseOnConnect: true }, socket => {
        socket.on('data', data => console.log(data.toString()));
        socket.on('end', () => socket.end());
        if (first === null) {
            first = socket;
        } else {
            server.close();
            socket.resume();
            first.resume();
        }
    });
    server.listen(port, '127.0.0.1');
} else {
    const socket = net.connect(port, '127.0.0.1', () => {
        socket.write('a');
        socket.write('bb');
        socket.write('ccc', () => net.connect(port, '127.0.0.1').end());
        socket.end();
    });
}
