/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads blobs, and writes them by way of a temporary file beside the place where they go. */
#include "policyc/read/blob_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return 0;
}

/* With the permissions that a new file would have: mkstemp() gives it to its owner alone. */
static int allow_reading(int fd)
{
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(fd, 0666 & ~mask) ? errno : 0;
}

int blob_write(struct arena *arena, const char *path, const void *bytes, size_t size)
{
    char *temporary = arena_print(arena, "%s.XXXXXX", path);
    int fd = mkstemp(temporary);
    if (fd < 0)
        return errno;
    int error = write_all(fd, bytes, size);
    if (!error)
        error = allow_reading(fd);
    if (!error && fsync(fd))
        error = errno;
    if (close(fd) && !error)
        error = errno;
    if (!error && rename(temporary, path))
        error = errno;
    if (error)
        unlink(temporary);
    return error;
}
