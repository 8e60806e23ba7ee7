import ConfigurationKit
import Dispatch
import Synchronization
import TrackKit

/// Reads the configuration again while the program runs, has it heeded as far as that can be, and says what it changes.
final class SettingsReload: Sendable {
  private let queue = DispatchQueue(label: "configuration")
  private let settings: Current<Settings>
  private let read: @Sendable () throws -> Settings
  private let heed: @Sendable (Settings) -> Void
  private let events: EventHub

  /// - Parameters:
  ///   - settings: what is in force.
  ///   - read: reads them again; throws `ConfigurationError` for a file with mistakes.
  ///   - heed: told of what is in force from now on; on a thread of its own.
  ///   - events: where it is said what happens.
  init(
    _ settings: Settings, read: @escaping @Sendable () throws -> Settings,
    heed: @escaping @Sendable (Settings) -> Void, events: EventHub
  ) {
    self.settings = Current(settings)
    self.read = read
    self.heed = heed
    self.events = events
  }

  /// Reads them again, from any thread; returns at once.
  ///
  /// - Parameter done: called afterwards, whatever came of it.
  func request(done: @escaping @Sendable () -> Void) {
    queue.async { [self] in
      reload()
      done()
    }
  }

  private func reload() {
    let found: Settings
    do {
      found = try read()
    } catch {
      let problems = (error as? ConfigurationError)?.problems.map(\.description) ?? ["\(error)"]
      events.publish(
        .notice(.error, "the configuration stays as it was: \(problems.joined(separator: "; "))"))
      return
    }
    let change = ConfigurationChange(from: settings.value.configuration, to: found.configuration)
    var next = found
    next.configuration = ConfigurationChange.live(settings.value.configuration, found.configuration)
    settings.value = next
    heed(next)
    for warning in found.warnings { events.publish(.notice(.warning, warning.description)) }
    for sentence in change.sentences { events.publish(.notice(.info, sentence)) }
  }
}
