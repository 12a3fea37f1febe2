// As glued.py: argv: server|client PORT. A runtime with threads and a poller of its own.
package main

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

func main() {
	at := "127.0.0.1:" + os.Args[2]
	if os.Args[1] == "client" {
		client, err := net.Dial("tcp", at)
		if err != nil {
			panic(err)
		}
		client.Write([]byte("hello"))
		client.Write([]byte("feng"))
		client.(*net.TCPConn).CloseWrite()
		client.Read(make([]byte, 1))
		return
	}
	listener, err := net.Listen("tcp", at)
	if err != nil {
		panic(err)
	}
	server, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	got := make([]byte, 1024)
	raw, _ := server.(*net.TCPConn).SyscallConn()
	// Until both are there.
	raw.Read(func(fd uintptr) bool {
		n, _, _ := syscall.Recvfrom(int(fd), got, syscall.MSG_PEEK)
		return n == 9
	})
	n, _ := server.Read(got)
	fmt.Printf("%s\n", got[:n])
}
