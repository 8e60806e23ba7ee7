/// Looks after the queues of the partitions that MPD has beside the one that the link is in, in rounds.
///
/// MPD tells of news in a partition only those who are in it, and removes no partition that has a client. So
/// nobody waits there: as long as there are such partitions, each gets a short visit every few seconds.
final class PartitionRounds: Sendable {
  private enum Request {
    case round
    case retag
    case forget
    /// The time has come; of an older timer than the last it says nothing.
    case tick(Int)
  }

  /// Gives the commands.
  let client: MPDClient
  private let interval: Duration
  private let recogniser: SongRecogniser
  private let index: QueueIndex
  private let home: HomePartition
  private let requests: AsyncStream<Request>
  private let inbox: AsyncStream<Request>.Continuation

  /// - Parameters:
  ///   - interval: the time between two rounds.
  ///   - index: told of the queues.
  ///   - home: the partition that others look after.
  init(
    client: MPDClient, interval: Duration, recogniser: @escaping SongRecogniser, index: QueueIndex,
    home: HomePartition
  ) {
    self.client = client
    self.interval = interval
    self.recogniser = recogniser
    self.index = index
    self.home = home
    (requests, inbox) = AsyncStream.makeStream()
  }

  /// Looks at all partitions now, from any thread.
  func begin() { inbox.yield(.round) }
  /// Corrects all songs with the next round.
  func retag() { inbox.yield(.retag) }
  /// MPD was lost.
  func forget() { inbox.yield(.forget) }

  /// Works until its task is cancelled.
  ///
  /// - Parameter tell: told of songs that were tagged, of queues that changed, and of what MPD refuses.
  func run(tell: @escaping @Sendable (MPDLinkUpdate) -> Void) async {
    await withDiscardingTaskGroup { [inbox, interval] group in
      var keepers: [String: QueueKeeper] = [:]
      var news = LinkNews()
      var timer = 0
      for await request in requests {
        var tagsAll = false
        switch request {
        case .forget:
          keepers = [:]
          news = LinkNews()
          timer += 1
          continue
        case .tick(let number): if number != timer { continue }
        case .retag: tagsAll = true
        case .round: break
        }
        var isLost = false
        do throws(MPDError) {
          try await round(&keepers, tagsAll: tagsAll, tell: tell)
          news.succeeded()
        } catch {
          // That MPD was lost is told by those who wait for its news.
          isLost = error.endsConnection
          if !isLost, news.failed(error) { tell(.failed(error)) }
        }
        guard isLost || !keepers.isEmpty else { continue }
        timer += 1
        group.addTask { [timer] in
          do { try await Task.sleep(for: interval) } catch { return }
          inbox.yield(.tick(timer))
        }
      }
      group.cancelAll()
    }
  }

  /// Visits each partition once.
  ///
  /// - Throws: the first refusal, after all were visited; at once when the connection is lost.
  private func round(
    _ keepers: inout [String: QueueKeeper], tagsAll: Bool, tell: (MPDLinkUpdate) -> Void
  ) async throws(MPDError) {
    let home = home.name
    let names = Set(try await client.partitions()).subtracting([home])
    if keepers.keys.contains(where: { !names.contains($0) }) {
      keepers = keepers.filter { names.contains($0.key) }
      index.remove { $0 != home && !names.contains($0) }
      tell(.partitionsChanged)
    }
    var refusal: MPDError?
    for name in names.sorted() {
      var keeper = keepers[name] ?? QueueKeeper(client: client, partition: name, recogniser: recogniser)
      do throws(MPDError) {
        try await visit(name, &keeper, tagsAll: tagsAll, tell: tell)
        keepers[name] = keeper
      } catch {
        // What a visit that failed half way has missed is read again.
        keepers[name] =
          keeper.mayTag ? QueueKeeper(client: client, partition: name, recogniser: recogniser) : keeper
        if error.endsConnection { throw error }
        // Removed meanwhile, which the next round finds.
        if case .noSuchItem = error { continue }
        refusal = refusal ?? error
      }
    }
    if let refusal { throw refusal }
  }

  private func visit(
    _ name: String, _ keeper: inout QueueKeeper, tagsAll: Bool, tell: (MPDLinkUpdate) -> Void
  ) async throws(MPDError) {
    let version = keeper.queueVersion
    let snapshot = try await keeper.read()
    if keeper.queueVersion != version {
      index.set(snapshot.queue, of: name)
      tell(.partitionsChanged)
    }
    let count = try await keeper.tag(all: tagsAll)
    if count > 0 { tell(.tagged(count)) }
  }
}
