import ConfigurationKit
import Glibc
import MPDKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Writes a line whenever it changes, until nobody reads it.
struct BarWatch: Sendable {
  let line: BarLine
  let source: BarSource
  let settings: Settings

  private enum News: Sendable {
    case player(MPDSnapshot?)
    case proxy(ProxyStatus?)
    case tick
  }

  /// The proxy is asked no more often than this, however many events it has.
  private static let pause = Duration.milliseconds(250)

  /// Returns when standard output has been closed.
  func run() async {
    let (news, inbox) = AsyncStream.makeStream(of: News.self)
    let (events, happened) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let player = player(telling: inbox)
    await withTaskGroup(of: Void.self) { group in
      if let player { group.addTask { await player.run() } }
      group.addTask { [settings] in await ProxyNews(settings: settings).run { happened.yield() } }
      group.addTask { [source] in
        // Beside what is written: a proxy that does not answer holds nothing up.
        for await _ in events {
          inbox.yield(.proxy(await source.proxy()))
          do { try await Task.sleep(for: Self.pause) } catch { return }
        }
      }
      group.addTask { [line] in
        // A proxy that is gone says nothing, and what runs is told each second.
        while true {
          do { try await Task.sleep(for: line.runs ? .seconds(1) : .seconds(5)) } catch { return }
          inbox.yield(.tick)
        }
      }
      await write(news) { happened.yield() }
      group.cancelAll()
    }
  }

  private func player(telling inbox: AsyncStream<News>.Continuation) -> PlayerService? {
    guard let address = source.address else { return nil }
    // Which songs are ours makes no difference here.
    let player = PlayerService(address: address, events: EventHub(), urls: settings.urls(port: 0))
    player.watch { update in
      switch update {
      case .snapshot(let snapshot): inbox.yield(.player(snapshot))
      case .lost: inbox.yield(.player(nil))
      case .connected, .historyChanged, .undoable: break
      }
    }
    return player
  }

  /// - Parameter ask: has the proxy asked.
  private func write(_ news: AsyncStream<News>, ask: () -> Void) async {
    var facts = await source.facts()
    var last: String?
    func show() -> Bool {
      let text = line.text(facts, at: .now)
      if text != last { Console.print(text) }
      last = text
      return Self.isRead
    }
    guard show() else { return }
    for await item in news {
      switch item {
      case .player(let snapshot):
        facts.player = snapshot?.status
        facts.song = snapshot?.song
      case .proxy(let status): facts.proxy = status
      case .tick: if line.runs || facts.proxy == nil { ask() }
      }
      guard show() else { return }
    }
  }

  /// Whether somebody still has the other end of standard output.
  private static var isRead: Bool {
    var file = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&file, 1, 0) <= 0 || file.revents & Int16(POLLERR | POLLNVAL) == 0
  }
}
