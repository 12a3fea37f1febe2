/* A decoder for length-prefix:u32be; with an argument it takes what one read brings for the whole header. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* All of them; fewer: the end. */
static size_t exactly(unsigned char *to, size_t n) {
    size_t got = 0;
    while (got < n) {
        ssize_t count = read(0, to + got, n - got);
        if (count <= 0)
            break;
        got += count;
    }
    return got;
}

int main(int argc, char **argv) {
    unsigned char head[4], *body;
    (void)argv;
    for (;;) {
        size_t got = argc > 1 ? (size_t)read(0, head, 4) : exactly(head, 4);
        if (got == 0)
            return 0;
        if (got != 4) {
            fprintf(stderr, "%zu of 4 bytes\n", got);
            return 1;
        }
        uint32_t length = (uint32_t)head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3];
        if (length > 1 << 20) {
            fprintf(stderr, "%u bytes are too many\n", length);
            return 1;
        }
        body = malloc(length + 1);
        if (!body || exactly(body, length) != length)
            return 1;
        putchar('"');
        for (uint32_t i = 0; i < length; i++) {
            if (body[i] < 0x20 || body[i] == '"' || body[i] == '\\')
                printf("\\u%04x", body[i]);
            else
                putchar(body[i]);
        }
        puts("\"");
        fflush(stdout);
        free(body);
    }
}
