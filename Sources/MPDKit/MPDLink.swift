import Synchronization

/// MPD at one moment.
public struct MPDSnapshot: Sendable, Equatable {
  /// The player.
  public let status: MPDStatus
  /// The current song.
  public let song: MPDSong?
  /// The queue, in order.
  public let queue: [MPDSong]

  /// A moment from its parts.
  public init(status: MPDStatus, song: MPDSong?, queue: [MPDSong]) {
    self.status = status
    self.song = song
    self.queue = queue
  }
}

/// What a link tells.
public enum MPDLinkUpdate: Sendable, Equatable {
  /// MPD is there.
  case connected(MPDAddress.Endpoint, version: MPDVersion)
  /// MPD is not there; the next try comes after `retryIn`. That it wants another password, or none of us, is told
  /// once.
  case lost(MPDError, retryIn: Duration)
  /// Something changed.
  case snapshot(MPDSnapshot)
  /// So many songs of the queue were given their tags.
  case tagged(Int)
  /// MPD refused, or did not answer, while its state was read or its queue tagged; the same error is not told
  /// again before all went well.
  case failed(MPDError)
  /// The stored playlists changed.
  case playlistsChanged
  /// Songs that MPD can't tell of, because each alone exceeds its `max_output_buffer_size`; told once of each. In
  /// snapshots something stands for them: ``MPDSong/isUnreadable``.
  case unreadable([MPDSong])
  /// There are other partitions than before, or another one's queue than the default one's changed:
  /// ``MPDLink/queues``. What that queue was given is told as ``tagged(_:)``.
  case partitionsChanged
}

/// Keeps up with one MPD: connects and reconnects, tells what changes, and keeps the tags of the queue right.
///
/// ``run()`` does the work. Commands go through ``client``, whose thread may wait for MPD as long as it has to:
/// MPD answers some commands only when a song's first bytes have come, so whoever serves those bytes must not
/// wait for the answer.
public final class MPDLink: Sendable {
  private enum Input: Sendable {
    case idle(MPDIdleEvent)
    case read
    case retag
    case wake
  }

  /// Where MPD is.
  public let address: MPDAddress
  /// Gives commands to MPD.
  public let client: MPDClient
  /// What happens; a consumer that is behind loses the oldest. For one consumer. Ends with ``run()``.
  public let updates: AsyncStream<MPDLinkUpdate>

  private let continuation: AsyncStream<MPDLinkUpdate>.Continuation
  private let home = HomePartition()
  private let prober: MPDClient
  private let partitions: PartitionRounds
  private let index: QueueIndex
  private let inquiry: QueueInquiry
  private let watcher: MPDIdleWatcher
  private let recogniser: SongRecogniser
  private let inputs: AsyncStream<Input>
  private let inbox: AsyncStream<Input>.Continuation
  private let isTagging = Mutex(false)
  /// Whether MPD was there since the start.
  private let wasFound = Mutex(false)

  /// A link that does nothing before ``run()``.
  ///
  /// - Parameters:
  ///   - deadlines: how long commands wait for MPD.
  ///   - partitionInterval: how often partitions beside the default one are looked at, while there are any: MPD
  ///     tells nobody outside of them what happens there.
  ///   - key: by what songs are known in ``queueHolds(_:)``; by themselves, unless told otherwise.
  ///   - recogniser: knows which songs are ours, and their tags.
  public init(
    address: MPDAddress, deadlines: MPDClient.Deadlines = .init(),
    partitionInterval: Duration = .seconds(2), key: @escaping SongKey = { $0 },
    recogniser: @escaping SongRecogniser
  ) {
    let watcher = MPDIdleWatcher(address: address, deadlines: deadlines, home: home)
    self.address = address
    self.recogniser = recogniser
    self.watcher = watcher
    // A command that found MPD is news to a watcher that waits for its next try.
    client = MPDClient(address: address, deadlines: deadlines, home: home) { watcher.reconnectNow() }
    prober = MPDClient(address: address, deadlines: deadlines)
    inquiry = QueueInquiry(client: MPDClient(address: address, deadlines: deadlines), key: key)
    index = QueueIndex(key: key)
    partitions = PartitionRounds(
      client: MPDClient(address: address, deadlines: deadlines), interval: partitionInterval,
      recogniser: recogniser, index: index, home: home)
    (updates, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
    (inputs, inbox) = AsyncStream.makeStream()
  }

  /// Whether MPD is there and the songs of its queue get their tags, from any thread.
  public var tagsQueue: Bool { isTagging.withLock { $0 } }

  /// Whether a queue of MPD, of whatever partition, has the song of that key, as far as it was last read; from any
  /// thread, and cheap enough to ask for each request. `false` while MPD is lost.
  public func queueHolds(_ song: String) -> Bool { index.holds(song) }

  /// The keys of the songs in MPD's queues, by the names of the partitions, as they were last read; from any thread.
  /// Empty while MPD is lost.
  public var queues: [String: Set<String>] { index.all }

  /// Asks MPD whether a queue of it, of whatever partition, has the song now. While MPD is lost, everything is tried at
  /// once, and one that was there before is waited for.
  ///
  /// - Parameters:
  ///   - song: the song's key, which must be part of each URI that leads to it.
  ///   - limit: how long the answer may take.
  public func holding(_ song: String, within limit: Duration) async -> QueueHolding {
    // A connection of before may have died with the MPD that had it, and nobody has noticed yet.
    if !tagsQueue { watcher.probeNow() }
    return await inquiry.holding(song, within: limit, insists: wasFound.withLock { $0 })
  }

  /// Corrects the whole queue, after the library's tags changed, or it came to know more songs.
  public func retag() {
    inbox.yield(.retag)
    partitions.retag()
  }

  /// Goes to another partition of MPD's: ``client`` commands that one from now on, and snapshots tell of it. Songs get
  /// their tags in all of them. When the partition is removed, or there is none of that name, it is the default one.
  ///
  /// - Throws: `MPDError.noSuchItem` when there is no such partition.
  public func enter(_ partition: String) async throws(MPDError) {
    try await client.enter(partition)
    watcher.reopen()
  }

  /// Reads the player again, for what MPD does not tell by itself, such as the bit rate.
  public func refresh() { inbox.yield(.read) }

  /// Tries everything at once, as after the machine has slept: asks MPD for a sign of life, connects if there is no
  /// connection, and waits shortly again after failures. From any thread.
  public func wake() {
    for client in clients { client.renew() }
    watcher.probeNow()
    inbox.yield(.wake)
  }

  /// Whether MPD is there but does not answer: some client's command is being held up, perhaps by a song whose
  /// bytes don't come. Asked on a connection of its own. A network that is away, or a connection that died, is no
  /// MPD that is blocked.
  ///
  /// - Parameter limit: how long an answer may take.
  public func isBlocked(within limit: Duration) async -> Bool { await prober.isBlocked(within: limit) }

  private var clients: [MPDClient] { [client, prober, inquiry.client, partitions.client] }

  /// Connects, reconnects and keeps up, until its task is cancelled. To be called once.
  public func run() async {
    await withTaskCancellationHandler {
      watcher.start()
      await withTaskGroup(of: Void.self) { group in
        group.addTask { [watcher, inbox] in
          for await event in watcher.events { inbox.yield(.idle(event)) }
          inbox.finish()
        }
        group.addTask { [partitions, continuation] in
          await partitions.run { continuation.yield($0) }
        }
        await work { [inbox] delay in
          group.addTask {
            do { try await Task.sleep(for: delay) } catch { return }
            inbox.yield(.read)
          }
        }
        group.cancelAll()
      }
    } onCancel: {
      watcher.stop()
      for client in clients { client.close() }
    }
    isTagging.withLock { $0 = false }
    index.remove { _ in true }
    continuation.finish()
  }

  /// Answers what comes in, one after the other.
  ///
  /// - Parameter readAfter: asks for another reading after a delay.
  private func work(readAfter: (Duration) -> Void) async {
    var keeper: QueueKeeper?
    var news = LinkNews()
    var backoff = ReconnectBackoff()
    for await input in inputs {
      var tagsAll = false
      switch input {
      case .idle(.lost(let error, let delay)):
        keeper = nil
        // What died in silence for the watcher did so for the commands.
        var isSilent = false
        if case .timedOut("noidle", _) = error { isSilent = true }
        for client in clients { client.renew(cuts: isSilent) }
        partitions.forget()
        index.remove { _ in true }
        isTagging.withLock { $0 = false }
        if news.lost(error) { continuation.yield(.lost(error, retryIn: delay)) }
        continue
      case .idle(.connected(let version, let endpoint)):
        keeper = QueueKeeper(client: client, partition: home.name, recogniser: recogniser)
        news.connected()
        wasFound.withLock { $0 = true }
        continuation.yield(.connected(endpoint, version: version))
        partitions.begin()
      case .idle(.changed(let subsystems)):
        if subsystems.contains(.storedPlaylists) { continuation.yield(.playlistsChanged) }
        if subsystems.contains(.partitions) { partitions.begin() }
        if subsystems.subtracting([.storedPlaylists, .partitions]).isEmpty { continue }
      case .read: break
      case .wake: backoff.succeeded()
      case .retag: tagsAll = true
      }
      guard var current = keeper else { continue }
      do throws(MPDError) {
        try await keepUp(&current, tagsAll: tagsAll, news: &news)
        keeper = current
        news.succeeded()
        backoff.succeeded()
      } catch {
        // A reading that failed half way may have missed changes; one without the permission to tag has not.
        keeper =
          current.mayTag
          ? QueueKeeper(client: client, partition: home.name, recogniser: recogniser) : current
        isTagging.withLock { $0 = false }
        if Task.isCancelled { return }
        if news.failed(error) { continuation.yield(.failed(error)) }
        // MPD tells only of further changes, so what was missed has to be asked for.
        if error.endsConnection { readAfter(backoff.failed()) }
      }
    }
  }

  private func keepUp(
    _ keeper: inout QueueKeeper, tagsAll: Bool, news: inout LinkNews
  ) async throws(MPDError) {
    let version = keeper.queueVersion
    let snapshot = try await keeper.read()
    if keeper.queueVersion != version { index.set(snapshot.queue, of: keeper.partition) }
    continuation.yield(.snapshot(snapshot))
    let unreadable = news.unreadable(in: snapshot.queue)
    if !unreadable.isEmpty { continuation.yield(.unreadable(unreadable)) }
    let count = try await keeper.tag(all: tagsAll)
    isTagging.withLock { $0 = keeper.mayTag }
    if count > 0 { continuation.yield(.tagged(count)) }
  }
}
