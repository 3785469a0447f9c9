/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One arena for everything that lives as long as a compilation: no object is freed by itself.
 * When memory runs out the program says so and exits with status 2: a compiler has nothing to save.
 */
#ifndef XENON_ARENA_H
#define XENON_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

/* All zero is an empty arena. */
struct arena {
    struct arena_chunk *chunk; /* the newest, in which objects are made */
    size_t used;               /* bytes of it */
};

/* `size` zero bytes, aligned as a uint64_t is. Never NULL. Lives until arena_free(). */
void *arena_alloc(struct arena *arena, size_t size);

/* Zeroed room for `count` objects of `size` bytes. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of `size` bytes with `room` bytes of space, the rest zero; the old bytes stay where they are. */
void *arena_grow(struct arena *arena, const void *bytes, size_t size, size_t room);

/* A terminated copy of `length` bytes. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/* Formatted text. */
char *arena_print(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprint(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Releases all objects; the arena is then empty and may be used again. */
void arena_free(struct arena *arena);

#endif
