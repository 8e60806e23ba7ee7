// How other programs are started.
#define _GNU_SOURCE
#include "CProcess.h"

#include <signal.h>
#include <spawn.h>

int cprocess_begin_session(void *attributes) {
  sigset_t signals;
  sigemptyset(&signals);
  int code = posix_spawnattr_setsigmask(attributes, &signals);
  sigfillset(&signals);
  if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &signals);
  if (code != 0) return code;
  return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}
