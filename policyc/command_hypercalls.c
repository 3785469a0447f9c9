/* SPDX-License-Identifier: GPL-2.0-only */
/* --hypercalls: what rules can name. */
#include <stdio.h>
#include "lang/hypercalls.h"
#include "policyc/command.h"

int command_hypercalls(const struct request *request)
{
    (void)request;
    for (size_t i = 0; i < hypercall_count; i++) {
        const struct hypercall *hypercall = &hypercalls[i];
        if (hypercall->alias_of)
            continue;
        printf("%-34s %s\n", hypercall->name, hypercall->text);
        for (size_t j = 0; j < hypercall->count; j++)
            printf("    %-30s %s\n", hypercall->subcommands[j].name, hypercall->subcommands[j].text);
    }
    return finish_output();
}
