/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads source files and finds lines in them. */
#include "lang/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the line behind the one at `at` starts, or 0: it is the last. */
static uint32_t find_next_line(const char *text, uint32_t size, uint32_t at)
{
    const char *end = at < size ? memchr(text + at, '\n', size - at) : NULL;
    return end ? (uint32_t)(end - text) + 1 : 0;
}

static uint32_t *index_lines(struct arena *arena, const char *text, uint32_t size, uint32_t *count)
{
    uint32_t lines = 1;
    for (uint32_t at = 0; (at = find_next_line(text, size, at)) != 0;)
        lines++;
    uint32_t *starts = arena_array(arena, lines, sizeof(*starts));
    uint32_t line = 1;
    for (uint32_t at = 0; (at = find_next_line(text, size, at)) != 0;)
        starts[line++] = at;
    *count = lines;
    return starts;
}

static uint32_t enlist(struct sources *sources, struct source *source)
{
    if ((sources->count & (sources->count - 1)) == 0) {
        size_t bytes = sources->count * sizeof(*sources->list);
        sources->list =
            arena_grow(sources->arena, sources->list, bytes, bytes ? bytes * 2 : sizeof(*sources->list));
    }
    sources->list[sources->count] = source;
    return sources->count++;
}

/* `text` is in the arena. */
static uint32_t adopt(struct sources *sources, const char *path, const char *name, const char *text,
                      size_t size)
{
    struct arena *arena = sources->arena;
    struct source *source = arena_alloc(arena, sizeof(*source));
    source->path = arena_text(arena, path, strlen(path));
    source->name = arena_text(arena, name, strlen(name));
    source->text = text;
    source->size = (uint32_t)size;
    source->lines = index_lines(arena, text, source->size, &source->line_count);
    return enlist(sources, source);
}

uint32_t source_add(struct sources *sources, const char *path, const char *name, const char *text,
                    size_t size)
{
    const char *copy = arena_text(sources->arena, text, size);
    return adopt(sources, path, name, copy, size);
}

uint32_t source_expand(struct sources *sources, uint32_t file, struct span used)
{
    struct source *again = arena_alloc(sources->arena, sizeof(*again));
    *again = *sources->list[file];
    again->used = used;
    return enlist(sources, again);
}

/* Reads to the end, however large the file says it is, for it may be a pipe. Returns 0 or an errno value. */
static int read_all(struct arena *arena, int fd, size_t expected, char **text, size_t *size)
{
    size_t room = expected + 4096;
    char *buffer = arena_alloc(arena, room);
    size_t used = 0;
    for (;;) {
        ssize_t got = read(fd, buffer + used, room - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        used += (size_t)got;
        if (used > SOURCE_MAX_SIZE)
            return EFBIG;
        if (room == used) {
            buffer = arena_grow(arena, buffer, used, room * 2);
            room *= 2;
        }
    }
    *text = buffer;
    *size = used;
    return 0;
}

static bool find_same(const struct sources *sources, const struct stat *stat, uint32_t *file)
{
    for (uint32_t i = 0; i < sources->count; i++) {
        const struct source *source = sources->list[i];
        if (source->inode == stat->st_ino && source->device == stat->st_dev) {
            *file = i;
            return true;
        }
    }
    return false;
}

static int read_open(struct sources *sources, int fd, const char *path, const char *name, uint32_t *file,
                     bool *known)
{
    struct stat stat;
    if (fstat(fd, &stat))
        return errno;
    if (S_ISDIR(stat.st_mode))
        return EISDIR;
    if (!S_ISREG(stat.st_mode) && !S_ISFIFO(stat.st_mode))
        return ENOTSUP; /* a device may never end */
    *known = find_same(sources, &stat, file);
    if (*known)
        return 0;
    if (stat.st_size > SOURCE_MAX_SIZE)
        return EFBIG;
    char *text = NULL;
    size_t size = 0;
    int error = read_all(sources->arena, fd, (size_t)stat.st_size, &text, &size);
    if (error)
        return error;
    *file = adopt(sources, path, name, text, size);
    sources->list[*file]->device = stat.st_dev;
    sources->list[*file]->inode = stat.st_ino;
    return 0;
}

static void read_buffer(struct sources *sources, const struct source_buffer *buffer, const char *path,
                        const char *name, uint32_t *file, bool *known)
{
    for (*file = 0; *file < sources->count; ++*file)
        if (sources->list[*file]->buffer == buffer)
            break;
    *known = *file < sources->count;
    if (*known)
        return;
    *file = source_add(sources, path, name, buffer->text, buffer->size);
    sources->list[*file]->buffer = buffer;
}

int source_read(struct sources *sources, const char *path, const char *name, uint32_t *file, bool *known)
{
    const struct source_editor *editor = sources->editor;
    const struct source_buffer *buffer = editor ? editor->find(editor->context, path) : NULL;
    if (buffer) {
        read_buffer(sources, buffer, path, name, file, known);
        return 0;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = read_open(sources, fd, path, name, file, known);
    close(fd);
    return error;
}

struct position source_position(const struct sources *sources, struct span span)
{
    const struct source *source = sources->list[span.file];
    uint32_t low = 0;
    uint32_t high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= span.start)
            low = middle;
        else
            high = middle;
    }
    return (struct position){.line = low + 1, .column = span.start - source->lines[low] + 1};
}

const struct span *source_used(const struct sources *sources, uint32_t file)
{
    const struct span *used = &sources->list[file]->used;
    return used->end ? used : NULL;
}

struct position source_end(const struct sources *sources, struct span span)
{
    return source_position(sources, (struct span){.file = span.file, .start = span.end});
}

const char *source_line(const struct source *source, uint32_t line, uint32_t *length)
{
    uint32_t start = source->lines[line - 1];
    uint32_t end = line < source->line_count ? source->lines[line] - 1 : source->size;
    if (end > start && source->text[end - 1] == '\r')
        end--;
    *length = end - start;
    return source->text + start;
}
