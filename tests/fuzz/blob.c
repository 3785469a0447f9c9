/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzzing the decision core. The first byte of the input chooses what is done to the rest before it is
 * opened: nothing; or it is sealed with a right size and digest; or it is also laid out, so that the sections
 * are where their counts say. So the fuzzer gets past what it can't guess.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/hostile/examine.h"
#include "tests/unit/build_blob.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

static uint8_t *example;
static uint32_t example_size;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static struct parts parts;

    (void)argc;
    (void)argv;
    parts_example(&parts);
    example = parts_assemble(&parts, &example_size);
    return 0;
}

/* Gives every section the place and size that follow from its count, as far as that can be. */
static void lay_out(struct blob_header *header)
{
    uint32_t end = sizeof(*header);

    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        struct blob_section *section = &header->section[kind];

        section->kind = kind;
        section->offset = (end + 7) & ~7u;
        section->size = section->count * parts_entry_size(kind);
        end = section->offset + section->size;
    }
}

static void seal(uint8_t *blob, size_t size, bool laid_out)
{
    struct blob_header *header = (struct blob_header *)blob;

    if (size < sizeof(*header))
        return;
    if (laid_out)
        lay_out(header);
    header->size = (uint32_t)size;
    blob_reseal(blob, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct msm_where where;
    const char *complaint;
    uint8_t *blob;

    if (size == 0)
        return 0;
    blob = malloc(size);
    if (!blob)
        abort();
    memcpy(blob, data + 1, size - 1);
    if (data[0] % 4)
        seal(blob, size - 1, data[0] % 4 > 1);
    complaint = examine(blob, size - 1, &where);
    free(blob);
    if (complaint) {
        fprintf(stderr, "%s\n", complaint);
        abort();
    }
    return 0;
}

/* Starts from the example when there is nothing worth changing: a corpus needn't be kept. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned int seed)
{
    if ((size < sizeof(struct blob_header) || seed % 64 == 0) && room > example_size) {
        data[0] = (uint8_t)(seed >> 8);
        memcpy(data + 1, example, example_size);
        size = example_size + 1;
    }
    return LLVMFuzzerMutate(data, size, room);
}
