/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns lang/hypercalls.yaml into the C that the decision core, the compiler and the tools share. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "lang/generate.h"

_Noreturn void fail_at(const struct table *table, struct position at, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "%s:%zu:%zu: error: ", table->path, at.line, at.column);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    struct table table;

    if (argc != 3) {
        fprintf(stderr, "usage: generate HYPERCALLS.yaml FOLDER\n");
        return 2;
    }
    read_table(&table, argv[1]);
    check_table(&table);
    number_operations(&table);
    write_table(&table, argv[2]);
    free_table(&table);
    return EXIT_SUCCESS;
}
