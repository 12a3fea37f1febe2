/* As glued.py: argv: server|client PORT. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])) };
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int own = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    char got[1024];
    if (strcmp(argv[1], "server") == 0) {
        setsockopt(own, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(own, (struct sockaddr *)&at, sizeof at) || listen(own, 5)) return 1;
        int conn = accept(own, NULL, NULL);
        if (recv(conn, got, 9, MSG_PEEK | MSG_WAITALL) != 9) return 1;
        ssize_t n = recv(conn, got, sizeof got, 0);
        printf("%.*s\n", (int)n, got);
        close(conn);
    } else {
        if (connect(own, (struct sockaddr *)&at, sizeof at)) return 1;
        if (write(own, "hello", 5) != 5 || write(own, "feng", 4) != 4) return 1;
        shutdown(own, SHUT_WR);
        read(own, got, 1);
    }
    return 0;
}
