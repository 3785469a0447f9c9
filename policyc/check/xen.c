/* SPDX-License-Identifier: GPL-2.0-only */
/* Which Xen a policy is for: its hypercalls are those of the table that this compiler has. */
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/check/relations.h"

static void check_word(struct model *model, const struct ast_name *name, const char *known, const char *what)
{
    if (strcmp(name->text, known) == 0)
        return;
    struct diagnostic *d = report(findings(model), XP0284, name->span,
                                  "this compiler knows the hypercalls of %s %s only", what, known);
    report_help(findings(model), d, "write `xen " HYPERCALLS_XEN " " HYPERCALLS_MACHINE "`");
}

void check_xen(struct model *model)
{
    const struct ast_xen *first = model->compilation->ast.xens;
    for (const struct ast_xen *xen = first; xen; xen = xen->next) {
        check_word(model, xen->version, HYPERCALLS_XEN, "Xen");
        check_word(model, xen->machine, HYPERCALLS_MACHINE, "Xen on");
    }
}
