import CProcess
import Glibc

/// What a crash leaves behind: a line of the log with the signal, and a line for each place in the code that led there.
///
/// It stands in the place of Swift's own report, which takes a second program and a terminal, and waits there for a key.
/// The lines name addresses in the program; the debug file that is built beside the binary has the names for them.
enum CrashReport {
  /// Has a crash reported from now on, where `log` goes: to its file, and to standard error unless a screen is there.
  static func arm(for log: LogDestination) {
    var descriptors = log.descriptor.map { [$0] } ?? []
    // Without a file it can be read on the terminal that the crash has left.
    if log.writesToStandardError || descriptors.isEmpty { descriptors.append(STDERR_FILENO) }
    // A handler that is refused leaves the process to die as it would have died.
    _ = cprocess_report_crashes("ytmpd-tui \(Version.current)", descriptors, Int32(descriptors.count))
  }
}
