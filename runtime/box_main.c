/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-box: what a component has to remember when it is built anew, kept in the hypervisor for its label. */
#include "runtime/libxenon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { DONE = 0, REFUSED = 1, USAGE = 2 };

static const char usage[] =
    "usage: xenon-box put < FILE    keeps up to 4096 bytes, for what was kept before\n"
    "       xenon-box get > FILE    reads them, in this domain or the next of its label\n"
    "\n"
    "The policy has to allow this domain xsm_op.keep and xsm_op.recall.\n"
    "\n"
    "Exit status: 0 done, 1 refused or failed, 2 usage. See xenon-box(8).\n";

static int complain(const char *what, int error)
{
    fprintf(stderr, "xenon-box: %s: %s\n", what, strerror(-error));
    return REFUSED;
}

static int put(struct xenon *xenon)
{
    uint8_t bytes[XENON_BOX_SIZE + 1];
    size_t size = fread(bytes, 1, sizeof(bytes), stdin);
    if (ferror(stdin))
        return complain("can't read what is to be kept", -EIO);
    int error = xenon_keep(xenon, bytes, size);
    return error ? complain("nothing was changed", error) : DONE;
}

static int get(struct xenon *xenon)
{
    uint8_t bytes[XENON_BOX_SIZE];
    size_t size;
    int error = xenon_recall(xenon, bytes, &size);
    if (error)
        return complain("can't read the box", error);
    if (fwrite(bytes, 1, size, stdout) != size || fflush(stdout))
        return complain("can't write what was kept", -errno);
    return DONE;
}

static int run(int (*verb)(struct xenon *))
{
    struct xenon *xenon;
    int error = xenon_open(&xenon);
    if (error)
        return complain("can't reach the hypervisor", error);
    int status = verb(xenon);
    xenon_close(xenon);
    return status;
}

int main(int count, char **words)
{
    if (count == 2 && !strcmp(words[1], "--help"))
        return fputs(usage, stdout) < 0 ? REFUSED : DONE;
    if (count == 2 && !strcmp(words[1], "put"))
        return run(put);
    if (count == 2 && !strcmp(words[1], "get"))
        return run(get);
    fputs(usage, stderr);
    return USAGE;
}
