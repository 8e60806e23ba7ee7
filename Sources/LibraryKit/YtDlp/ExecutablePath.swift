import FoundationEssentials
import Glibc

/// Where programs are.
package enum ExecutablePath {
  /// The absolute path of `program` as a shell would find it, `nil` when it is not installed.
  package static func find(_ program: String, path: String? = ProcessInfo.processInfo.environment["PATH"])
    -> String?
  {
    if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
    let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.lazy.map { "\($0)/\(program)" }.first { candidate in
      candidate.hasPrefix("/") && access(candidate, X_OK) == 0
    }
  }
}
