// A crash: the terminal is given back, a report is written, and the process dies of the signal it got. All that takes
// memory or a lock is done beforehand.
#define _GNU_SOURCE
#include "CProcess.h"

#include <execinfo.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "report.h"

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGQUIT};

static struct {
  volatile sig_atomic_t is_kept;
  int descriptor;
  int error_output;
  size_t length;
  char bytes[1024];
  struct termios modes;
} terminal;

// The thread whose crash is handled; 0 while there is none.
static atomic_int owner;

static void give_terminal_back(void) {
  size_t written = 0;
  while (written < terminal.length) {
    const ssize_t step = write(terminal.descriptor, terminal.bytes + written, terminal.length - written);
    if (step <= 0) break;
    written += (size_t)step;
  }
  tcsetattr(terminal.descriptor, TCSANOW, &terminal.modes);
  static const char words[] = "ytmpd-tui crashed; the log file may say more\r\n";
  const ssize_t said = write(terminal.error_output, words, sizeof words - 1);
  (void)said;
}

static void die_of(int number) {
  cprocess_default_signal(number);
  raise(number);
}

static void crashed(int number, siginfo_t *information, void *context) {
  const int this_thread = (int)syscall(SYS_gettid);
  int other = 0;
  if (!atomic_compare_exchange_strong(&owner, &other, this_thread)) {
    // The handler itself came to harm: what it could say it has said.
    if (other == this_thread) die_of(number);
    // The process ends with the thread that was first.
    for (;;) pause();
  }
  if (terminal.is_kept) give_terminal_back();
  cprocess_write_report(number, information, context);
  die_of(number);
}

static int install(void) {
  static char stack[65536];
  // A stack that overflowed has no room for a handler. This is of use to the thread that calls alone.
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    stack_t own = {.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
    sigaltstack(&own, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = crashed;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
    if (sigaction(fatal[i], &action, NULL) != 0) return -1;
  }
  return 0;
}

int cprocess_report_crashes(const char *program, const int *descriptors, int count) {
  cprocess_prepare_report(program, descriptors, count);
  // The first call loads the library that unwinds.
  void *address;
  backtrace(&address, 1);
  return install();
}

int cprocess_keep_terminal(
  int descriptor, int error_output, const void *modes, const char *bytes, size_t length) {
  if (length > sizeof terminal.bytes) length = sizeof terminal.bytes;
  memcpy(terminal.bytes, bytes, length);
  terminal.length = length;
  terminal.descriptor = descriptor;
  terminal.error_output = error_output;
  memcpy(&terminal.modes, modes, sizeof terminal.modes);
  const int code = install();
  terminal.is_kept = code == 0;
  return code;
}

void cprocess_set_terminal_kept(int is_kept) { terminal.is_kept = is_kept; }
