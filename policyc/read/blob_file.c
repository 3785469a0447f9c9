/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads blobs. */
#include "policyc/read/blob_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>
#include "blob.h"

/* One byte more than a blob may have is enough to know that it is too large. */
int blob_read(struct arena *arena, const char *path, const void **bytes, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    size_t room = BLOB_MAX_SIZE + 1;
    char *buffer = arena_alloc(arena, room);
    size_t used = 0;
    ssize_t got = 1;
    while (used < room && got > 0) {
        got = read(fd, buffer + used, room - used);
        if (got > 0)
            used += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    int error = got < 0 ? errno : 0;
    close(fd);
    *bytes = buffer;
    *size = used;
    return error;
}
