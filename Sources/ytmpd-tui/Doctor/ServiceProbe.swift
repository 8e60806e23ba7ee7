import FoundationEssentials
import Glibc

/// Asks systemd for the unit, and looks at this user's processes.
enum ServiceProbe {
  private static let properties = ["LoadState", "ActiveState", "UnitFileState", "FragmentPath", "Result"]

  /// Blocks.
  static func facts(environment: [String: String]) -> ServiceCheck.Facts {
    let processes = Self.processes(of: getuid())
    return ServiceCheck.Facts(
      properties: unit(environment: environment),
      serving: processes.filter { isOurs($0.arguments) }.map(\.id),
      ytmpd: processes.filter { isYtmpd($0.arguments) }.map(\.id))
  }

  /// Whether a command line is that of a `ytmpd-tui serve`.
  static func isOurs(_ arguments: [String]) -> Bool {
    guard arguments.count > 1, let program = arguments.first?.split(separator: "/").last else { return false }
    return program == "ytmpd-tui" && arguments[1] == "serve"
  }

  /// Whether it is that of the daemon of ytmpd.
  static func isYtmpd(_ arguments: [String]) -> Bool {
    guard let program = arguments.first?.split(separator: "/").last, program.hasPrefix("python") else {
      return false
    }
    return arguments.dropFirst().contains {
      $0 == "ytmpd" || $0.hasSuffix("/ytmpd") || $0.hasPrefix("ytmpd.")
    }
  }

  private static func processes(of user: uid_t) -> [(id: Int32, arguments: [String])] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var processes: [(id: Int32, arguments: [String])] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      var status = stat()
      guard let id = Int32(name), id != getpid(), stat("/proc/\(name)", &status) == 0, status.st_uid == user,
        let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
      else { continue }
      processes.append((id, bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }))
    }
    return processes.sorted { $0.id < $1.id }
  }

  /// - Returns: `nil` where there is no systemd for this user.
  private static func unit(environment: [String: String]) -> [String: String]? {
    let runtime = environment["XDG_RUNTIME_DIR"] ?? "/run/user/\(getuid())"
    guard access("\(runtime)/systemd/private", F_OK) == 0 || access("\(runtime)/bus", F_OK) == 0 else {
      return nil
    }
    let arguments = [
      "systemctl", "--user", "show", "ytmpd-tui.service", "-p", properties.joined(separator: ","),
    ]
    guard let output = ProgramRun.output(of: arguments) else { return nil }
    return parsed(output)
  }

  /// What `systemctl show` writes.
  static func parsed(_ output: String) -> [String: String] {
    output.split(whereSeparator: \.isNewline).reduce(into: [:]) { result, line in
      guard let equals = line.firstIndex(of: "=") else { return }
      result[String(line[..<equals])] = String(line[equals...].dropFirst())
    }
  }
}
