/* A right server for `upper` over length-prefix:u32be: one client after the other. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX (1u << 20)
static char frame[4 + MAX];

/* 1: all; 0: the end, or an error. */
static int exactly(int fd, char *to, size_t n) {
    size_t got = 0;
    while (got < n) {
        ssize_t count = recv(fd, to + got, n - got, 0);
        if (count <= 0)
            return 0;
        got += count;
    }
    return 1;
}

static int all(int fd, const char *from, size_t n) {
    while (n > 0) {
        ssize_t count = send(fd, from, n, MSG_NOSIGNAL);
        if (count <= 0)
            return 0;
        from += count;
        n -= count;
    }
    return 1;
}

static void serve(int fd) {
    for (;;) {
        uint32_t length;
        if (!exactly(fd, frame, 4))
            return;
        memcpy(&length, frame, 4);
        length = ntohl(length);
        if (length > MAX || !exactly(fd, frame + 4, length))
            return;
        for (uint32_t i = 0; i < length; i++)
            if (frame[4 + i] >= 'a' && frame[4 + i] <= 'z')
                frame[4 + i] -= 32;
        if (!all(fd, frame, 4 + (size_t)length))
            return;
    }
}

int main(int argc, char **argv) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 50))
        return 1;
    for (;;) {
        int fd = accept(listener, 0, 0);
        if (fd < 0)
            return 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        serve(fd);
        close(fd);
    }
}
