/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy: hands the command line to a verb. */
#include "runtime/words.h"
#include "operations.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void print_version(void)
{
    static const uint8_t table[] = MSM_TABLE_FINGERPRINT;
    printf("xenon-policy of Xenon: module interface %u, blob format %u, hypercall table ", XENON_OP_VERSION,
           BLOB_FORMAT);
    print_hex(stdout, table, sizeof(table));
    putchar('\n');
}

/* A reader that went away is no news to anyone; a full disk is. */
static enum policy_exit finish(enum policy_exit status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno != EPIPE)
        complain("cannot write the output: %s", strerror(errno));
    return status == POLICY_DONE ? POLICY_TROUBLE : status;
}

static enum policy_exit run(int argc, char **argv, struct request *request)
{
    enum policy_exit status = policy_read_arguments(argc, argv, request);
    if (status != POLICY_DONE)
        return status;
    if (!request->help)
        return request->verb->run(request);
    policy_help(request);
    return POLICY_DONE;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* so that a closed pipe ends us with a status of ours */
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        print_version();
        return (int)finish(POLICY_DONE);
    }
    struct request request = {.operands = calloc((size_t)argc + 1, sizeof(char *))};
    enum policy_exit status = POLICY_TROUBLE;
    if (request.operands)
        status = run(argc, argv, &request);
    else
        complain("%s", strerror(ENOMEM));
    free(request.operands);
    return (int)finish(status);
}
