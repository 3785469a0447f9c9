/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes the generated files: table.txt, operations.h, operations.c and hypercalls.c. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "blob.h"
#include "blake2b.h"
#include "lang/generate.h"

#define FINGERPRINT 8u /* bytes */

static const char *const place_words[PLACES] = {"none", "register", "memory"};
static const char *const place_names[PLACES] = {"MSM_NOWHERE", "MSM_REGISTER", "MSM_MEMORY"};

static const char banner[] = "/* SPDX-License-Identifier: GPL-2.0-only */\n"
                             "/* Generated from the hypercall table: change that, not this. */\n";

_Noreturn static void fail_file(const char *folder, const char *name)
{
    fprintf(stderr, "%s/%s: %s\n", folder, name, strerror(errno));
    exit(EXIT_FAILURE);
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];
    FILE *file;

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        errno = ENAMETOOLONG;
    else if ((file = fopen(path, "w")) != NULL)
        return file;
    fail_file(folder, name);
}

static void close_file(FILE *file, const char *folder, const char *name)
{
    int broken = ferror(file);

    if (fclose(file) || broken)
        fail_file(folder, name);
}

/* One line for each fact that decides what a compiled policy means; macros are Xen's but for their case. */
static void write_facts(const struct table *table, FILE *file)
{
    fprintf(file, "operations %u hypercalls %u\n", table->operations, HYPERCALLS);
    for (size_t i = 0; i < table->count; i++) {
        const struct call *call = &table->calls[i];

        fprintf(file, "hypercall %" PRIu64 " __HYPERVISOR_%s %s place %s mask %#" PRIx64 " operation %u",
                call->number, call->header ? call->header : call->name, call->name, place_words[call->place],
                call->mask, call->first);
        fprintf(file, call->alias_of ? " alias_of %s\n" : "\n", call->alias_of);
        for (size_t j = 0; j < call->count; j++) {
            const struct command *command = &call->commands[j];
            const char *prefix = command->prefix ? command->prefix : call->prefix;

            fprintf(file, "subcommand %" PRIu64 " %s%s %s.%s operation %u\n", command->number, prefix,
                    command->name, call->name, command->name, command->operation);
            if (command->continuation)
                fprintf(file, "continuation %" PRIu64 " %s%s_cont %s.%s\n", command->continuation, prefix,
                        command->name, call->name, command->name);
        }
    }
}

/* The facts as a text, which the caller frees. */
static char *facts_text(const struct table *table, size_t *size)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, size);

    if (file) {
        write_facts(table, file);
        if (!fclose(file))
            return text;
    }
    fprintf(stderr, "generate: out of memory\n");
    exit(EXIT_FAILURE);
}

/* Writes table.txt and puts the first bytes of its BLAKE2b digest into `digest`. */
static void write_text(const struct table *table, const char *folder, uint8_t digest[32])
{
    size_t size;
    char *text = facts_text(table, &size);
    FILE *file = open_file(folder, "table.txt");
    struct blake2b hash;

    fwrite(text, 1, size, file);
    close_file(file, folder, "table.txt");
    blake2b_init(&hash);
    blake2b_end(&hash, text, size, digest);
    free(text);
}

static const char operations_types[] =
    "/* Where a hypercall's subcommand is. */\n"
    "enum msm_place { MSM_NOWHERE, MSM_REGISTER, MSM_MEMORY };\n"
    "\n"
    "/*\n"
    " * How a subcommand becomes an operation. It is masked; if it then equals .continuation, it stands\n"
    " * for .continues. In [0, near_count) it is operation first + subcommand. In [far_number,\n"
    " * far_number + far_count) it is first + near_count + (subcommand - far_number). All else is operation\n"
    " * 0, which no policy can allow. A hypercall without subcommands is operation .first, which is 0 for\n"
    " * numbers without a hypercall. Without a continuation both fields are 0, which changes nothing.\n"
    " */\n"
    "struct msm_hypercall {\n"
    "    uint64_t mask; /* bits that Xen looks at */\n"
    "    uint16_t first, near_count, far_number, far_count;\n"
    "    uint16_t continuation, continues;\n"
    "    uint8_t hypercall; /* its number, or that of the hypercall it is an alias of */\n"
    "    uint8_t place;     /* enum msm_place */\n"
    "};\n"
    "\n"
    "extern const struct msm_hypercall msm_hypercalls[MSM_HYPERCALLS];\n"
    "extern const uint64_t msm_known[BLOB_WORDS]; /* bit op % 64 of word op / 64: op has a name */\n";

/* A name for each operation, for code that means a certain one. */
static void write_operation_names(const struct table *table, FILE *file)
{
    fprintf(file, "\nenum msm_operation_name {\n");
    for (size_t i = 0; i < table->count; i++) {
        const struct call *call = &table->calls[i];

        if (!call->place)
            fprintf(file, "    MSM_OP_%s = %u,\n", call->name, call->first);
        for (size_t j = 0; j < call->count; j++)
            fprintf(file, "    MSM_OP_%s_%s = %u,\n", call->name, call->commands[j].name,
                    call->commands[j].operation);
    }
    fprintf(file, "};\n");
}

static void write_operations_header(const struct table *table, const char *folder, const uint8_t *digest)
{
    FILE *file = open_file(folder, "operations.h");

    fprintf(file, "%s#ifndef XENON_OPERATIONS_H\n#define XENON_OPERATIONS_H\n\n", banner);
    fprintf(file, "#include <stdint.h>\n#include \"blob.h\"\n\n");
    fprintf(file, "#define MSM_HYPERCALLS %uu\n#define MSM_OPERATIONS %uu\n", HYPERCALLS, table->operations);
    fprintf(file, "#define MSM_TABLE_FINGERPRINT {");
    for (size_t i = 0; i < FINGERPRINT; i++)
        fprintf(file, "%s0x%02x", i ? ", " : "", digest[i]);
    fprintf(file,
            "}\n\n_Static_assert(MSM_OPERATIONS <= 64 * BLOB_WORDS, \"a bit for every operation\");\n\n");
    fprintf(file, "%s", operations_types);
    write_operation_names(table, file);
    fprintf(file, "\n#endif\n");
    close_file(file, folder, "operations.h");
}

/* Numbers that the table lacks are written too: each stands for itself. */
static void write_msm_hypercalls(const struct table *table, FILE *file)
{
    const struct call *call = table->calls, *end = table->calls + table->count;

    fprintf(file, "const struct msm_hypercall msm_hypercalls[MSM_HYPERCALLS] = {\n");
    for (unsigned int number = 0; number < HYPERCALLS; number++) {
        if (call == end || call->number != number) {
            fprintf(file, "    [%u] = {.hypercall = %u},\n", number, number);
            continue;
        }
        fprintf(file,
                "    [%u] = {%#" PRIx64 ", %u, %u, %u, %u, %" PRIu64 ", %" PRIu64 ", %" PRIu64
                ", %s}, /* %s */\n",
                number, call->mask, call->first, call->near_count, call->far_number, call->far_count,
                call->continuation, call->continues, call->canonical, place_names[call->place], call->name);
        call++;
    }
    fprintf(file, "};\n");
}

static void mark(uint64_t *known, unsigned int operation)
{
    known[operation / 64] |= UINT64_C(1) << operation % 64;
}

static void write_bitmap(FILE *file, const char *name, const uint64_t *bits)
{
    fprintf(file, "\nconst uint64_t %s[BLOB_WORDS] = {\n", name);
    for (size_t i = 0; i < BLOB_WORDS; i++)
        fprintf(file, "    0x%016" PRIx64 ",\n", bits[i]);
    fprintf(file, "};\n");
}

static void write_msm_known(const struct table *table, FILE *file)
{
    uint64_t known[BLOB_WORDS] = {0};

    for (size_t i = 0; i < table->count; i++) {
        const struct call *call = &table->calls[i];

        if (!call->place)
            mark(known, call->first);
        for (size_t j = 0; j < call->count; j++)
            mark(known, call->commands[j].operation);
    }
    write_bitmap(file, "msm_known", known);
}

static void write_operations(const struct table *table, const char *folder)
{
    FILE *file = open_file(folder, "operations.c");

    fprintf(file, "%s#include \"operations.h\"\n\n", banner);
    write_msm_hypercalls(table, file);
    write_msm_known(table, file);
    close_file(file, folder, "operations.c");
}

static void write_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

static void write_commands(const struct call *call, FILE *file)
{
    fprintf(file, "static const struct subcommand %s[] = {\n", call->name);
    for (size_t i = 0; i < call->count; i++) {
        const struct command *command = &call->commands[i];

        fprintf(file, "    {\"%s\", ", command->name);
        write_string(file, command->text);
        fprintf(file, ", %" PRIu64 ", %u},\n", command->number, command->operation);
    }
    fprintf(file, "};\n\n");
}

static void write_call(const struct call *call, FILE *file)
{
    fprintf(file, "    {\"%s\", ", call->name);
    write_string(file, call->text);
    fprintf(file, ", %" PRIu64 ", %s, %u, ", call->number, place_names[call->place],
            call->place ? 0 : call->first);
    fprintf(file, call->alias_of ? "\"%s\", " : "NULL, ", call->alias_of);
    fprintf(file, call->count ? "%s, " : "NULL, ", call->name);
    fprintf(file, "%zu},\n", call->count);
}

/* A hypercall's target is its own operation's, or that of all its subcommands. */
static void write_targets(const struct table *table, FILE *file)
{
    uint64_t targets[BLOB_WORDS] = {0};

    for (size_t i = 0; i < table->count; i++) {
        const struct call *call = &table->calls[i];

        if (!call->place && call->facts.has_target)
            mark(targets, call->first);
        for (size_t j = 0; j < call->count; j++)
            if (call->facts.has_target || call->commands[j].facts.has_target)
                mark(targets, call->commands[j].operation);
    }
    write_bitmap(file, "operations_with_target", targets);
}

static void write_vital_operation(FILE *file, unsigned int operation, const struct facts *facts)
{
    if (!facts->baseline)
        return;
    fprintf(file, "    {%u, %#x, ", operation, facts->baseline);
    write_string(file, facts->refused);
    fprintf(file, "},\n");
}

/* They end with one that no kernel needs. */
static void write_vital(const struct table *table, FILE *file)
{
    fprintf(file, "\nconst struct vital_operation vital_operations[] = {\n");
    for (size_t i = 0; i < table->count; i++) {
        const struct call *call = &table->calls[i];

        write_vital_operation(file, call->first, &call->facts);
        for (size_t j = 0; j < call->count; j++)
            write_vital_operation(file, call->commands[j].operation, &call->commands[j].facts);
    }
    fprintf(file, "    {0, 0, NULL},\n};\n");
}

static void write_hypercalls(const struct table *table, const char *folder)
{
    FILE *file = open_file(folder, "hypercalls.c");

    fprintf(file, "%s#include \"lang/hypercalls.h\"\n\n", banner);
    for (size_t i = 0; i < table->count; i++)
        if (table->calls[i].count)
            write_commands(&table->calls[i], file);
    fprintf(file, "const struct hypercall hypercalls[] = {\n");
    for (size_t i = 0; i < table->count; i++)
        write_call(&table->calls[i], file);
    fprintf(file, "};\n\nconst size_t hypercall_count = %zu;\n", table->count);
    write_targets(table, file);
    write_vital(table, file);
    close_file(file, folder, "hypercalls.c");
}

void write_table(const struct table *table, const char *folder)
{
    uint8_t digest[32];

    write_text(table, folder, digest);
    write_operations_header(table, folder, digest);
    write_operations(table, folder);
    write_hypercalls(table, folder);
}
