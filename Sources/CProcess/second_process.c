// A second process of this program, and how it ended.
#define _GNU_SOURCE
#include "CProcess.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocess_fork(char *const arguments[]) {
  const pid_t parent = getpid();
  // By its own name, which `ps` shows; or, where the file has been replaced, by the one that always leads to it.
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0);
  // It may have died before anybody asked for the signal.
  if (getppid() != parent) _exit(129);
  cprocess_unblock_signals();
  execv(path, arguments);
  execv("/proc/self/exe", arguments);
  return 0;
}

void cprocess_outlive_parent(void) { prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0); }

int cprocess_exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int cprocess_ending_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int cprocess_open(int process) {
#ifdef SYS_pidfd_open
  // The kernel sets close-on-exec.
  return (int)syscall(SYS_pidfd_open, process, 0);
#else
  (void)process;
  return -1;
#endif
}
