import CProcess
import Glibc

/// A program of the user's, run without a shell, in a session of its own and without the terminal.
enum OwnProgram {
  private static let lastDescriptorToClose: Int32 = 255

  /// Runs it and waits for its end; blocks the thread.
  ///
  /// - Returns: what went wrong, `nil` when it ended with 0.
  static func run(_ words: [String]) -> String? {
    guard let name = words.first else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    for descriptor in 3...lastDescriptorToClose {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    cprocess_begin_session(&attributes)
    var process: pid_t = 0
    let code = withCStrings(words) { arguments in
      posix_spawnp(&process, name, &actions, &attributes, arguments, environ)
    }
    guard code == 0 else { return "\(name) can't be run: \(String(cString: strerror(code)))" }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { return nil }
    }
    let signal = status & 0x7F
    if signal != 0 { return "\(name) was ended by signal \(signal)" }
    let exit = (status >> 8) & 0xFF
    return exit == 0 ? nil : "\(name) failed with status \(exit)"
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return body(pointers)
  }
}
