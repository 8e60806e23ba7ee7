// The words of a crash.
#ifndef CPROCESS_REPORT_H
#define CPROCESS_REPORT_H

#include <signal.h>

// Keeps what the report needs: what stands in its first line, and where it goes, which may be up to two descriptors.
void cprocess_prepare_report(const char *program, const int *descriptors, int count);

// Writes the report of signal `number`; for signal handlers, with what they are given.
void cprocess_write_report(int number, const siginfo_t *information, void *context);

#endif
