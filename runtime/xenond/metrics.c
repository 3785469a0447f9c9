/* SPDX-License-Identifier: GPL-2.0-only */
/* What Prometheus asks for, in its text format. */
#include "runtime/xenond/xenond.h"

#include <inttypes.h>

void metrics_write(const struct daemon *daemon, FILE *out)
{
    const struct counts *counts = &daemon->counts;
    const struct network_state network = network_state(daemon->network);
    const struct {
        const char *name, *type, *help;
        uint64_t value;
    } metrics[] = {
        {"xenond_records_stored_total", "counter", "Records of the hypervisor's log that were stored.",
         counts->stored},
        {"xenond_calls_stored_total", "counter", "Calls and events that these records stand for.",
         counts->calls},
        {"xenond_own_records_total", "counter", "Records that xenond added by itself.", counts->own},
        {"xenond_records_lost_total", "counter", "Records that the hypervisor overwrote unread.",
         counts->lost},
        {"xenond_database_failures_total", "counter", "Times that the database could not be written.",
         counts->store_failures},
        {"xenond_forward_dropped_total", "counter", "Records that a receiver of the log didn't take.",
         counts->forward_dropped},
        {"xenond_database_up", "gauge", "1 while the database can be written.", daemon->store != NULL},
        {"xenond_queue_records", "gauge", "Records that wait for the database.",
         daemon->queue.next - daemon->queue.first},
        {"xenond_next_sequence", "gauge", "Sequence number of the next record to be stored.", daemon->cursor},
        {"xenond_next_read", "gauge", "Sequence number of the next record to be read.", daemon->queue.wanted},
        {"xenond_chain_id", "gauge", "Place in the chain of the last record.", (uint64_t)daemon->head.id},
        {"xenond_boot", "gauge", "Number of this boot of the host.", (uint64_t)daemon->boot},
        {"xenond_network_up", "gauge", "1 while the bridge has the rules that it should have.", network.up},
        {"xenond_network_generation", "gauge", "Generation of the policy by which it has them.",
         network.generation},
        {"xenond_network_interfaces", "gauge", "Interfaces that have rules.", network.interfaces},
        {"xenond_network_changes_total", "counter", "Times that the bridge was given other rules.",
         network.changes},
    };
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
        fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", metrics[i].name, metrics[i].help,
                metrics[i].name, metrics[i].type, metrics[i].name, metrics[i].value);
}
