import Foundation
import Glibc

/// Processes as /proc has them.
public enum ProcessTable {
  /// Whether a process is no more; one that is dead and not yet waited for counts as gone.
  public static func isGone(_ process: Int32) -> Bool {
    let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
    let text = String(decoding: status, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return true }
    return text[end...].hasPrefix(") Z") || text[end...].hasPrefix(") X")
  }

  /// Waits until a process is gone; one that stays is met by the test's time limit.
  public static func untilGone(_ process: Int32) async throws {
    while !isGone(process) { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// The processor time a process has used so far.
  ///
  /// - Throws: when there is no such process.
  public static func processorSeconds(of process: Int32) throws -> Double {
    // Behind the name, in parentheses: state, and as the 12th and 13th, user and system time in ticks (proc(5)).
    let fields = try statistics(of: process)
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// How many threads a process has.
  ///
  /// - Throws: when there is no such process.
  public static func threads(of process: Int32) throws -> Int {
    let fields = try statistics(of: process)
    return fields.count > 17 ? Int(fields[17]) ?? 0 : 0
  }

  /// How many files a process has open.
  ///
  /// - Throws: when there is no such process.
  public static func openFiles(of process: Int32) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
  }

  /// The memory a process has in use, in bytes.
  ///
  /// - Throws: when there is no such process.
  public static func residentBytes(of process: Int32) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Whether a process began as the copy of another and has begun no program since (`PF_FORKNOEXEC` among the flags
  /// of proc(5)).
  ///
  /// - Throws: when there is no such process.
  public static func isCopy(_ process: Int32) throws -> Bool {
    let fields = try statistics(of: process)
    return fields.count > 6 ? (Int(fields[6]) ?? 0) & 0x40 != 0 : false
  }

  /// The living children of a process.
  ///
  /// - Throws: when /proc can't be read.
  public static func children(of process: Int32) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
      candidate in
      do {
        let fields = try statistics(of: candidate)
        return fields.count > 1 && fields[1] == String(process) && fields[0] != "Z"
      } catch {
        // Gone meanwhile.
        return false
      }
    }
  }

  /// The fields of /proc/PID/stat behind the name.
  private static func statistics(of process: Int32) throws -> [Substring] {
    let text = try String(
      decoding: Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/stat")), as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return [] }
    return text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
  }
}
