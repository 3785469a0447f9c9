/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Damages blobs in every small way and many larger ones. A damaged blob must be refused; one that is sealed
 * again with a right digest, as an enemy would, must be refused or be safe: see examine().
 *
 * usage: hostile [BLOB...]    the blobs of the tests are always among them
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/hostile/examine.h"
#include "tests/unit/build_blob.h"

#define RANDOM_ROUNDS 20000u       /* blobs damaged at random, for each blob */
#define BYTES_TO_HASH (192u << 20) /* what damage of a kind to one blob may cost */
#define CHANGES       10u          /* that a byte can be given alone */

/* By how much damage may make a blob longer: the largest entry, and padding of every section after it. */
#define GROWTH (sizeof(struct blob_profile) + 8 * BLOB_SECTIONS)

/* A blob under damage. `bytes` has room for GROWTH more. */
struct subject {
    const char *name;
    const uint8_t *whole; /* undamaged */
    uint8_t *bytes;
    uint32_t size;
    uint32_t stride; /* of a byte's ten changes, only each stride-th is tried: 1 for a small blob */
};

static unsigned long passed, failed, refused_as[MSM_FAULTS];

static void complain(const struct subject *subject, const char *damage, uint32_t at, const char *complaint)
{
    failed++;
    fprintf(stderr, "hostile: %s: %s at %u: %s\n", subject->name, damage, (unsigned int)at, complaint);
}

/* Judges the first `size` bytes as they are. */
static void judge(const struct subject *subject, size_t size, bool may_pass, const char *damage, uint32_t at)
{
    struct msm_where where;
    const char *complaint = examine(subject->bytes, size, &where);

    refused_as[where.fault]++;
    if (!complaint && where.fault == MSM_OK && !may_pass)
        complaint = "was accepted";
    if (complaint)
        complain(subject, damage, at, complaint);
    else
        passed++;
}

static void judge_sealed(const struct subject *subject, uint32_t size, const char *damage, uint32_t at)
{
    if (size >= sizeof(struct blob_header))
        memcpy(subject->bytes + offsetof(struct blob_header, size), &size, sizeof(size));
    blob_reseal(subject->bytes, size);
    judge(subject, size, true, damage, at);
}

static void restore(const struct subject *subject)
{
    memcpy(subject->bytes, subject->whole, subject->size);
    memset(subject->bytes + subject->size, 0, GROWTH);
}

/* Every bit turned, and the byte set to 0 and to 255, or some of these: sealed; the first as it is, too. */
static void damage_byte(const struct subject *subject, uint32_t at)
{
    for (unsigned int i = at % subject->stride; i < CHANGES; i += subject->stride) {
        uint8_t old = subject->whole[at];
        uint8_t new = (uint8_t)(i < 8 ? old ^ 1u << i : i == 8 ? 0u : 0xffu);

        if (new == old)
            continue;
        subject->bytes[at] = new;
        if (i < subject->stride)
            judge(subject, subject->size, false, "byte changed", at);
        blob_reseal(subject->bytes, subject->size);
        judge(subject, subject->size, true, "byte changed and sealed", at);
        restore(subject);
    }
}

static void damage_length(const struct subject *subject, uint32_t size)
{
    judge(subject, size, false, "cut or extended", size);
    judge_sealed(subject, size, "cut or extended and sealed", size);
    restore(subject);
}

static void damage_everywhere(const struct subject *subject)
{
    for (uint32_t at = 0; at < subject->size; at++) {
        damage_byte(subject, at);
        damage_length(subject, at);
    }
    for (uint32_t more = 1; more <= GROWTH; more++)
        damage_length(subject, subject->size + more);
}

/* Marsaglia's xorshift: the same damage on every machine. */
static uint32_t pick(uint64_t *seed, uint32_t bound)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32) % bound;
}

/* A value that is likely to be just right or just wrong. */
static uint32_t pick_word(const struct subject *subject, uint64_t *seed)
{
    const struct blob_section *section =
        &((const struct blob_header *)subject->whole)->section[pick(seed, BLOB_SECTIONS)];
    const uint32_t words[] = {pick(seed, 8), section->count, section->offset,
                              section->size, MSM_OPERATIONS, BLOB_NONE};

    return words[pick(seed, sizeof(words) / sizeof(*words))] + pick(seed, 3) - 1;
}

/* A word of a section, each being as likely as the others however small it is, or of the header. */
static uint32_t pick_place(const struct subject *subject, uint64_t *seed)
{
    const struct blob_header *header = (const struct blob_header *)subject->whole;
    uint32_t kind = pick(seed, BLOB_SECTIONS + 1), words;

    if (kind == BLOB_SECTIONS)
        return pick(seed, sizeof(*header) / 4) * 4;
    words = header->section[kind].size / 4;
    return words ? header->section[kind].offset + pick(seed, words) * 4 : 0;
}

static void copy_run(const struct subject *subject, uint64_t *seed)
{
    uint32_t from = pick_place(subject, seed), to = pick_place(subject, seed), size = 4 + pick(seed, 16) * 4;

    if (from + size <= subject->size && to + size <= subject->size)
        memmove(subject->bytes + to, subject->bytes + from, size);
}

/* Lays the blob out again with one section's last entry dropped or copied. Returns its new size. */
static uint32_t resize_section(const struct subject *subject, uint64_t *seed)
{
    const struct blob_section *old = ((const struct blob_header *)subject->whole)->section;
    struct blob_section *new = ((struct blob_header *)subject->bytes)->section;
    uint32_t chosen = pick(seed, BLOB_SECTIONS), end = sizeof(struct blob_header);
    uint32_t entry = old[chosen].count ? old[chosen].size / old[chosen].count : 0, more = pick(seed, 2);

    memset(subject->bytes + end, 0, subject->size + GROWTH - end);
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        new[kind].offset = (end + 7) & ~7u;
        memcpy(subject->bytes + new[kind].offset, subject->whole + old[kind].offset, old[kind].size);
        end = new[kind].offset + old[kind].size;
        if (kind != chosen || !entry)
            continue;
        if (more)
            memcpy(subject->bytes + end, subject->bytes + end - entry, entry);
        end = more ? end + entry : end - entry;
        new[kind].size = end - new[kind].offset;
        new[kind].count = more ? old[kind].count + 1 : old[kind].count - 1;
    }
    return end;
}

static void damage_once(const struct subject *subject, uint64_t *seed)
{
    uint32_t word = pick_word(subject, seed), at = pick_place(subject, seed);

    switch (pick(seed, 3)) {
    case 0:
        memcpy(subject->bytes + at, &word, sizeof(word));
        break;
    case 1:
        subject->bytes[at] = (uint8_t)(subject->bytes[at] ^ 1u << pick(seed, 8));
        break;
    default:
        copy_run(subject, seed);
        break;
    }
}

static void damage_at_random(const struct subject *subject)
{
    uint32_t most = BYTES_TO_HASH / (2 * subject->size);
    uint32_t rounds = most < RANDOM_ROUNDS ? most : RANDOM_ROUNDS;

    for (uint32_t round = 1; round <= rounds; round++) {
        uint64_t seed = UINT64_C(0x9e3779b97f4a7c15) * round;
        uint32_t size = subject->size;

        if (pick(&seed, 3) == 0)
            size = resize_section(subject, &seed);
        for (uint32_t edits = pick(&seed, 4); edits; edits--)
            damage_once(subject, &seed);
        judge_sealed(subject, size, "random damage", round);
        restore(subject);
    }
}

/* Takes over `whole`. */
static void damage(const char *name, uint8_t *whole, uint32_t size)
{
    struct subject subject = {.name = name, .whole = whole, .bytes = malloc(size + GROWTH), .size = size};
    uint64_t changes = (uint64_t)size * CHANGES; /* each is hashed twice */
    struct msm_where where;
    const char *complaint;

    if (!subject.bytes)
        abort();
    subject.stride = (uint32_t)(1 + changes * 2 * size / BYTES_TO_HASH);
    restore(&subject);
    complaint = examine(whole, size, &where);
    if (complaint || where.fault != MSM_OK) {
        complain(&subject, "no damage", where.offset, complaint ? complaint : msm_fault_text(where.fault));
    } else {
        damage_everywhere(&subject);
        damage_at_random(&subject);
    }
    free(subject.bytes);
    free(whole);
}

/* The whole file, which can be no larger than a blob may be; NULL with a message if it can't be had. */
static uint8_t *read_blob(const char *path, uint32_t *size)
{
    uint8_t *bytes = malloc(BLOB_MAX_SIZE);
    FILE *file = fopen(path, "rb");

    if (!bytes)
        abort();
    *size = file ? (uint32_t)fread(bytes, 1, BLOB_MAX_SIZE, file) : 0;
    if (!file || ferror(file) || !*size) {
        fprintf(stderr, "hostile: can't read %s\n", path);
        free(bytes);
        bytes = NULL;
    }
    if (file)
        fclose(file);
    return bytes;
}

static void damage_example(void)
{
    static struct parts parts;
    uint32_t size;
    uint8_t *blob;

    parts_example(&parts);
    blob = parts_assemble(&parts, &size);
    damage("the tests' example", blob, size);
}

/* Which reasons the damage met: so that a mutator that always fails at the first check is noticed. */
static void print_reasons(void)
{
    for (int fault = 0; fault < MSM_FAULTS; fault++)
        if (refused_as[fault])
            printf("%10lu  %s\n", refused_as[fault],
                   fault ? msm_fault_text((enum msm_fault)fault) : "accepted, and safe");
}

int main(int argc, char **argv)
{
    damage_example();
    for (int i = 1; i < argc; i++) {
        uint32_t size;
        uint8_t *blob = read_blob(argv[i], &size);

        if (blob)
            damage(argv[i], blob, size);
        else
            failed++;
    }
    print_reasons();
    printf("hostile: %lu passed, %lu failed\n", passed, failed);
    return failed ? 1 : 0;
}
