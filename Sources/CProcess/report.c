// The words of a crash, put together without memory of its own and without a lock that the crash may have left taken.
//
// A line such as `2026-11-22T20:01:02.123 CRITICAL [CRASH] signal 11 (SIGSEGV) …`, then a line for each place in the
// code, the innermost first.
#define _GNU_SOURCE
#include "report.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { DESCRIPTORS = 2, PLACES = 128 };

static struct {
  char program[64];
  int descriptors[DESCRIPTORS];
  int count;
  // By what local time is ahead of UTC. As it was at the start: asking for it takes a lock.
  long seconds_ahead;
} report;

// MARK: - Text

// What is yet to be written. One thread alone reports.
static struct {
  size_t used;
  char bytes[16384];
} text;

static void put(const char *words) {
  while (*words != 0 && text.used < sizeof text.bytes) text.bytes[text.used++] = *words++;
}

static void put_number(uint64_t number, unsigned base, int width) {
  char digits[24];
  size_t first = sizeof digits - 1;
  digits[first] = 0;
  do {
    digits[--first] = "0123456789abcdef"[number % base];
    number /= base;
  } while ((number != 0 || (int)(sizeof digits - 1 - first) < width) && first > 0);
  put(digits + first);
}

// Writes what there is at once, so that the lines of other threads don't come in between.
static void flush(void) {
  for (int i = 0; i < report.count; i++) {
    size_t written = 0;
    while (written < text.used) {
      const ssize_t step = write(report.descriptors[i], text.bytes + written, text.used - written);
      if (step <= 0) break;
      written += (size_t)step;
    }
  }
  text.used = 0;
}

// MARK: - The first line

// As the lines of the log begin. The C library's own way takes a lock.
static void put_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  const int64_t seconds = now.tv_sec + report.seconds_ahead;
  // Years that begin in March have their leap day last; an era is 400 of them.
  const int64_t days = seconds / 86400 + 719468;
  const int64_t of_day = seconds % 86400;
  const int64_t era = days / 146097, of_era = days % 146097;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int64_t march_month = (5 * of_year + 2) / 153;
  const int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
  put_number((uint64_t)(year + era * 400 + (month <= 2)), 10, 4);
  put("-");
  put_number((uint64_t)month, 10, 2);
  put("-");
  put_number((uint64_t)(of_year - (153 * march_month + 2) / 5 + 1), 10, 2);
  put("T");
  put_number((uint64_t)(of_day / 3600), 10, 2);
  put(":");
  put_number((uint64_t)(of_day / 60 % 60), 10, 2);
  put(":");
  put_number((uint64_t)(of_day % 60), 10, 2);
  put(".");
  put_number((uint64_t)(now.tv_nsec / 1000000), 10, 3);
}

static const char *name_of(int number) {
  switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    case SIGABRT: return "SIGABRT";
    case SIGTRAP: return "SIGTRAP";
    case SIGSYS: return "SIGSYS";
    case SIGQUIT: return "SIGQUIT";
    default: return "unknown";
  }
}

static void put_first_line(int number, const siginfo_t *information) {
  put_time();
  put(" CRITICAL [CRASH] signal ");
  put_number((uint64_t)number, 10, 1);
  put(" (");
  put(name_of(number));
  put(") ");
  if (information->si_code > 0) {
    put("address=0x");
    put_number((uintptr_t)information->si_addr, 16, 1);
  } else {
    put("sender=");
    put_number((uint64_t)information->si_pid, 10, 1);
  }
  char thread[16] = "";
  prctl(PR_GET_NAME, thread, 0, 0, 0);
  put(" thread=\"");
  put(thread);
  put("\" program=\"");
  put(report.program);
  put("\"\n");
}

// MARK: - The places in the code

// Where the thread was when the signal came; 0 on a processor that is not known here.
static uintptr_t interrupted_at(const ucontext_t *thread) {
#if defined(__x86_64__)
  return (uintptr_t)thread->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)thread->uc_mcontext.pc;
#else
  (void)thread;
  return 0;
#endif
}

// Takes back the call that led the thread to where no code is. The thread does not go on from here, so that what the
// kernel has kept of it is free to be changed.
static void take_back_call(ucontext_t *thread) {
#if defined(__x86_64__)
  greg_t *registers = thread->uc_mcontext.gregs;
  registers[REG_RIP] = *(const greg_t *)registers[REG_RSP];
  registers[REG_RSP] += (greg_t)sizeof(greg_t);
#elif defined(__aarch64__)
  thread->uc_mcontext.pc = thread->uc_mcontext.regs[30];
#else
  (void)thread;
#endif
}

static int is_code(uintptr_t address) {
  Dl_info module;
  return dladdr((const void *)address, &module) != 0;
}

static void put_place(uintptr_t address) {
  Dl_info module;
  put("  ");
  if (dladdr((const void *)address, &module) == 0 || module.dli_fname == NULL) {
    put("0x");
    put_number(address, 16, 1);
  } else {
    const char *slash = strrchr(module.dli_fname, '/');
    put(slash == NULL ? module.dli_fname : slash + 1);
    put("(+0x");
    put_number(address - (uintptr_t)module.dli_fbase, 16, 1);
    put(")");
    if (module.dli_sname != NULL) {
      put(" ");
      put(module.dli_sname);
    }
  }
  put("\n");
}

// Reads two words of this process's own memory; 0 where there is none. A read of its own would crash once more.
static int read_frame(uintptr_t address, uintptr_t words[2]) {
  struct iovec to = {.iov_base = words, .iov_len = 2 * sizeof *words};
  struct iovec from = {.iov_base = (void *)address, .iov_len = 2 * sizeof *words};
  return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)to.iov_len;
}

// Where the thread's innermost frame is linked to its caller's; 0 on a processor that is not known here.
static uintptr_t frame_of(const ucontext_t *thread) {
#if defined(__x86_64__)
  return (uintptr_t)thread->uc_mcontext.gregs[REG_RBP];
#elif defined(__aarch64__)
  return (uintptr_t)thread->uc_mcontext.regs[29];
#else
  (void)thread;
  return 0;
#endif
}

// Follows the frames from each to its caller's, which lies above it.
static void put_linked_frames(const ucontext_t *thread) {
  uintptr_t frame = frame_of(thread);
  for (int i = 0; i < PLACES && frame != 0 && frame % sizeof(uintptr_t) == 0; i++) {
    // The caller's frame, and the address to return to.
    uintptr_t words[2];
    if (!read_frame(frame, words) || !is_code(words[1])) return;
    put_place(words[1] - 1);
    if (words[0] <= frame) return;
    frame = words[0];
  }
}

static void put_places(ucontext_t *thread) {
  uintptr_t first = interrupted_at(thread);
  put_place(first);
  // What follows may fail, where a stack is no stack any more.
  flush();
  if (!is_code(first)) {
    // Unwinding would look at the code there.
    take_back_call(thread);
    first = interrupted_at(thread);
    put_place(first - 1);
  }
  void *found[PLACES];
  const int count = backtrace(found, PLACES);
  // The innermost are the handler's own. Where the thread's are not behind them, all are shown.
  int next = 0;
  while (next < count && (uintptr_t)found[next] != first) next++;
  const int is_found = next < count;
  if (!is_found) next = -1;
  const int callers = count - 1 - next;
  // These are addresses to return to; the call is in front of them.
  while (++next < count) put_place((uintptr_t)found[next] - 1);
  // The tables of some functions lead nowhere: a stub of the linker's, a function that was interrupted in its first
  // instructions. The frames of Swift's code are linked to each other as well.
  if (!is_found || callers == 0) put_linked_frames(thread);
}

// MARK: - The whole

void cprocess_prepare_report(const char *program, const int *descriptors, int count) {
  strncpy(report.program, program, sizeof report.program - 1);
  report.count = count < DESCRIPTORS ? count : DESCRIPTORS;
  memcpy(report.descriptors, descriptors, (size_t)report.count * sizeof *descriptors);
  const time_t now = time(NULL);
  struct tm local;
  report.seconds_ahead = localtime_r(&now, &local) == NULL ? 0 : local.tm_gmtoff;
}

void cprocess_write_report(int number, const siginfo_t *information, void *context) {
  if (report.count == 0) return;
  put_first_line(number, information);
  put_places(context);
  flush();
}
