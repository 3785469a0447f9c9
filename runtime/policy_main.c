/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy: finds the verb and runs it. */
#include "runtime/policy.h"
#include "runtime/words.h"
#include "operations.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static const struct policy_verb *const verbs[] = {&policy_load,   &policy_status,  &policy_log, &policy_pause,
                                                  &policy_resume, &policy_destroy, &policy_seal};
static const size_t verb_count = sizeof(verbs) / sizeof(verbs[0]);

static void print_help(FILE *out)
{
    fputs("usage: xenon-policy VERB [OPTION]... [FILE]\n"
          "Operates the security policy that the Xenon hypervisor enforces.\n\n",
          out);
    for (size_t i = 0; i < verb_count; i++)
        fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\n`xenon-policy VERB --help` says how. --version prints the version.\n"
          "Exit status: 0 done; 1 refused by the hypervisor, the live policy is unchanged;\n"
          "2 usage or file trouble; 3 no Xenon hypervisor here, or not permitted.\n",
          out);
}

static void print_version(void)
{
    static const uint8_t table[] = MSM_TABLE_FINGERPRINT;
    printf("xenon-policy of Xenon: module interface %u, blob format %u, hypercall table ", XENON_OP_VERSION,
           BLOB_FORMAT);
    print_hex(stdout, table, sizeof(table));
    putchar('\n');
}

static const struct policy_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < verb_count; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

static enum policy_exit run_verb(int argc, char **argv)
{
    const struct policy_verb *verb = find_verb(argv[0]);
    if (!verb) {
        complain("there is no verb `%s`; see `xenon-policy --help`", argv[0]);
        return POLICY_TROUBLE;
    }
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
        if (strcmp(argv[i], "--help") && strcmp(argv[i], "-h"))
            continue;
        fputs(verb->help, stdout);
        return POLICY_DONE;
    }
    return verb->run(argc, argv);
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

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* so that a closed pipe ends us with a status of ours */
    if (argc < 2) {
        print_help(stderr);
        return POLICY_TROUBLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return (int)finish(POLICY_DONE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        print_version();
        return (int)finish(POLICY_DONE);
    }
    return (int)finish(run_verb(argc - 1, argv + 1));
}
