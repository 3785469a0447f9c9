/* SPDX-License-Identifier: GPL-2.0-only */
/* --query: answers a few questions about a policy. */
#include "policyc/operand.h"
#include "policyc/read/query.h"

static int answer(const struct request *request, struct operand *operand)
{
    struct query query;
    const char *question = request->operands[0];
    if (!query_ask(&query, &operand->compilation.arena, &operand->policy, question)) {
        if (query.lookup.problem)
            return trouble("%s", query.lookup.problem);
        trouble("'%s' is none of the questions that can be asked:", question);
        query_list(stderr);
        return EXIT_TROUBLE;
    }
    if (request->json)
        query_json(stdout, &query, question);
    else
        query_text(stdout, &query);
    return finish_output();
}

int command_query(const struct request *request)
{
    return with_policy(request, request->operands[1], answer);
}
