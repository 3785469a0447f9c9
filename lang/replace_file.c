/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes a file by way of a temporary one beside it. */
#include "lang/replace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* mkstemp() gives a file to its owner alone: it gets the old one's permissions, or those of any new file. */
static int set_permissions(int fd, const struct stat *old)
{
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask) ? errno : 0;
}

/* `old` is NULL if there is no such file. */
static int write_beside(struct arena *arena, const char *path, const struct stat *old, const void *bytes,
                        size_t size)
{
    char *temporary = arena_print(arena, "%s.XXXXXX", path);
    int fd = mkstemp(temporary);
    if (fd < 0)
        return errno;
    int error = write_all(fd, bytes, size);
    if (!error)
        error = set_permissions(fd, old);
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

/* A device or a pipe, which has no content to be replaced. */
static int write_into(const char *path, const void *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = write_all(fd, bytes, size);
    if (close(fd) && !error)
        error = errno;
    return error;
}

int replace_file(struct arena *arena, const char *path, const void *bytes, size_t size)
{
    struct stat old;
    if (stat(path, &old))
        return errno == ENOENT ? write_beside(arena, path, NULL, bytes, size) : errno;
    if (!S_ISREG(old.st_mode))
        return write_into(path, bytes, size);
    char *real = realpath(path, NULL);
    if (!real)
        return errno;
    int error = write_beside(arena, real, &old, bytes, size);
    free(real);
    return error;
}
