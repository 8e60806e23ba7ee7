import CProcess
import ControlKit
import Glibc
import TrackKit

/// Ends the program that serves in the background. Blocks until it has ended.
enum OwnerEnd {
  /// - Throws: ``CommandFailure`` when nobody serves, or it does not end so.
  static func bringAbout(_ settings: Settings) throws {
    switch Owner.find(settings) {
    case .nobody: throw CommandFailure("no ytmpd-tui serves this library")
    case .unusable(let why), .silent(let why): throw CommandFailure(why)
    case .found(let owner): try end(owner)
    }
  }

  private static func end(_ owner: Owner) throws {
    let process = owner.facts.process
    // Opened before it is told: its number may be another's as soon as it has ended.
    let watch = cprocess_open(process)
    defer { if watch >= 0 { close(watch) } }
    var answer: HTTPAnswer?
    do throws(HTTPFailure) {
      answer = try owner.client.post(ControlAPI.prefix + "/stop")
    } catch {
      // It may have been quicker than its answer.
      guard error != .silence else { throw CommandFailure(Owner.silence(process)) }
    }
    if let answer, answer.status != 200 {
      let problem = try? WireJSON.value(ControlProblem.self, from: answer.body)
      throw CommandFailure(problem?.error ?? "the ytmpd-tui in process \(process) does not end so")
    }
    Console.note("the ytmpd-tui in process \(process) ends; the songs that play have their time")
    guard watch >= 0 else { return }
    var entry = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
    while poll(&entry, 1, -1) < 0, errno == EINTR {}
  }
}
