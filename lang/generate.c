/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns lang/hypercalls.yaml into the C that the decision core, the compiler and the tools share. */
#include <stdio.h>
#include <stdlib.h>
#include "lang/generate.h"

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
