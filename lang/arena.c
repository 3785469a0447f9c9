/* SPDX-License-Identifier: GPL-2.0-only */
/* The arena: a chain of chunks, each at least as large as all before it together. */
#include "lang/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CHUNK (16u << 10)
#define ALIGNMENT   alignof(uint64_t) /* of whatever the compiler keeps: max_align_t would waste a tenth */

struct arena_chunk {
    struct arena_chunk *before;
    size_t size;
    alignas(ALIGNMENT) unsigned char bytes[];
};

static _Noreturn void out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    exit(2);
}

static void add_chunk(struct arena *arena, size_t wanted)
{
    size_t size = arena->chunk ? arena->chunk->size * 2 : FIRST_CHUNK;
    if (size < wanted)
        size = wanted;
    struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + size);
    if (!chunk)
        out_of_memory();
    chunk->before = arena->chunk;
    chunk->size = size;
    arena->chunk = chunk;
    arena->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        out_of_memory();
    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (!arena->chunk || arena->chunk->size - arena->used < size)
        add_chunk(arena, size);
    void *object = arena->chunk->bytes + arena->used;
    arena->used += size;
    return object;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, const void *bytes, size_t size, size_t room)
{
    void *copy = arena_alloc(arena, room);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    return arena_grow(arena, text, length, length + 1);
}

char *arena_vprint(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprint(arena, format, arguments);
    va_end(arguments);
    return text;
}

void arena_free(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunk;
    while (chunk) {
        struct arena_chunk *before = chunk->before;
        free(chunk);
        chunk = before;
    }
    *arena = (struct arena){0};
}
