// A crash gives the terminal back: all that takes is made beforehand.
#define _GNU_SOURCE
#include "CProcess.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static struct {
  volatile sig_atomic_t armed;
  int terminal;
  int error_output;
  size_t length;
  char bytes[1024];
  struct termios modes;
} state;

static void crashed(int number) {
  if (state.armed) {
    state.armed = 0;
    size_t written = 0;
    while (written < state.length) {
      const ssize_t step = write(state.terminal, state.bytes + written, state.length - written);
      if (step <= 0) break;
      written += (size_t)step;
    }
    tcsetattr(state.terminal, TCSANOW, &state.modes);
    static const char words[] = "ytmpd-tui crashed; the log file may say more\r\n";
    const ssize_t said = write(state.error_output, words, sizeof words - 1);
    (void)said;
  }
  // SA_RESETHAND has put the default back: the process dies of the signal it got.
  raise(number);
}

int cprocess_keep_terminal(
  int terminal, int error_output, const struct termios *modes, const char *bytes, size_t length) {
  static char stack[65536];
  const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGQUIT};
  if (length > sizeof state.bytes) length = sizeof state.bytes;
  memcpy(state.bytes, bytes, length);
  state.length = length;
  state.terminal = terminal;
  state.error_output = error_output;
  state.modes = *modes;
  // A stack that overflowed has no room for a handler.
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    stack_t own = {.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
    sigaltstack(&own, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = crashed;
  action.sa_flags = SA_RESETHAND | SA_NODEFER | SA_ONSTACK;
  for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
    if (sigaction(fatal[i], &action, NULL) != 0) return -1;
  }
  state.armed = 1;
  return 0;
}

void cprocess_set_terminal_kept(int is_kept) { state.armed = is_kept; }
