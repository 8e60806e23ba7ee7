// Signals: caught as bytes in a pipe, or blocked and waited for.
#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

// MARK: - Signals that come as bytes in a pipe

static volatile int pipe_end = -1;

static void note(int number) {
  const int saved = errno;
  const unsigned char byte = (unsigned char)number;
  if (pipe_end >= 0) {
    // A full pipe already wakes the reader.
    const ssize_t written = write(pipe_end, &byte, 1);
    (void)written;
  }
  errno = saved;
}

static int handle(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  action.sa_flags = flags;
  return sigaction(number, &action, NULL);
}

int cprocess_catch_signal(int number, int descriptor) {
  pipe_end = descriptor;
  return handle(number, note, SA_RESTART);
}

int cprocess_default_signal(int number) { return handle(number, SIG_DFL, 0); }

// MARK: - Signals that are waited for

int cprocess_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  return sigprocmask(SIG_SETMASK, &all, NULL);
}

int cprocess_unblock_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL);
}

int cprocess_wait_for_signal(int *sender) {
  sigset_t all;
  siginfo_t information;
  sigfillset(&all);
  const int number = sigwaitinfo(&all, &information);
  *sender = number > 0 && information.si_code <= 0 ? information.si_pid : 0;
  return number;
}

void cprocess_stop_by(int number) {
  cprocess_default_signal(number);
  sigset_t one, before;
  sigemptyset(&one);
  sigaddset(&one, number);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &one, &before);
  sigprocmask(SIG_SETMASK, &before, NULL);
}
