import CReadiness
import TrackKit

/// What the kernel's messages about addresses and routes mean (rtnetlink(7)).
///
/// A router repeats what it has said, and the kernel tells each repetition: only what was not known before counts.
struct RouteMessages: Sendable {
  /// Addresses and routes that are known to be there.
  private var known: Set<[UInt8]> = []

  /// More than any machine of a listener has. Behind that they are forgotten, and count as news once more.
  private static let mostKnown = 1024

  /// Reads the messages of one datagram.
  ///
  /// - Returns: what has changed, `nil` for nothing that matters to a connection.
  mutating func read(_ datagram: UnsafeRawBufferPointer) -> NetworkChange? {
    var change: NetworkChange?
    var rest = datagram[...]
    while let message = Message(rest) {
      if let news = read(message) { change = change == .addresses ? .addresses : news }
      rest = rest.dropFirst(message.paddedLength)
    }
    return change
  }

  private mutating func read(_ message: Message) -> NetworkChange? {
    switch message.type {
    case UInt16(RTM_NEWADDR): message.usableAddress.flatMap { isNews($0) ? .addresses : nil }
    case UInt16(RTM_DELADDR): forget(message.address) ? .addresses : nil
    case UInt16(RTM_NEWROUTE): message.route.flatMap { isNews($0) ? .routes : nil }
    case UInt16(RTM_DELROUTE): forget(message.route) ? .routes : nil
    default: nil
    }
  }

  private mutating func isNews(_ key: [UInt8]) -> Bool {
    if known.count >= Self.mostKnown { known.removeAll() }
    return known.insert(key).inserted
  }

  private mutating func forget(_ key: [UInt8]?) -> Bool {
    guard let key else { return false }
    known.remove(key)
    return true
  }
}

/// One message of a datagram: a `nlmsghdr` (netlink(7)), the family's own header, and attributes.
private struct Message {
  let type: UInt16
  /// Its length, up to the next one.
  let paddedLength: Int
  /// The family's header and the attributes.
  private let body: Slice<UnsafeRawBufferPointer>

  private static let headerLength = 16

  /// Reads the first message of `bytes`, `nil` when there is no whole one.
  init?(_ bytes: Slice<UnsafeRawBufferPointer>) {
    guard bytes.count >= Self.headerLength else { return nil }
    let length = Int(bytes.number(at: 0, as: UInt32.self))
    guard length >= Self.headerLength, length <= bytes.count else { return nil }
    type = bytes.number(at: 4, as: UInt16.self)
    paddedLength = (length + 3) & ~3
    body = bytes.prefix(length).dropFirst(Self.headerLength)
  }

  /// What an `ifaddrmsg` and its attributes say of an address: family, prefix, interface, address.
  var address: [UInt8]? {
    guard body.count >= 8 else { return nil }
    let attributes = attributes(behind: 8)
    let address = attributes[UInt16(IFA_LOCAL)] ?? attributes[UInt16(IFA_ADDRESS)] ?? []
    return [UInt8(ascii: "a")] + body.prefix(2) + body.dropFirst(4).prefix(4) + address
  }

  /// The same, of an address that can be used: IPv6 has one wait until no other machine has the same.
  var usableAddress: [UInt8]? {
    guard let address else { return nil }
    let attribute = attributes(behind: 8)[UInt16(IFA_FLAGS)]
    let flags =
      attribute.map { $0[...].number(at: 0, as: UInt32.self) } ?? UInt32(body.number(at: 2, as: UInt8.self))
    return flags & UInt32(IFA_F_TENTATIVE | IFA_F_DADFAILED) == 0 ? address : nil
  }

  /// What a `rtmsg` and its attributes say of a route to elsewhere; `nil` for one of the machine's own addresses,
  /// which are told as such.
  var route: [UInt8]? {
    guard body.count >= 12 else { return nil }
    let table = body.number(at: 4, as: UInt8.self)
    let kind = body.number(at: 7, as: UInt8.self)
    let isRemembered = body.number(at: 8, as: UInt32.self) & UInt32(RTM_F_CLONED) != 0
    let own = [RTN_LOCAL, RTN_BROADCAST, RTN_ANYCAST, RTN_MULTICAST]
    guard table != UInt8(RT_TABLE_LOCAL.rawValue), !isRemembered, !own.contains(Int(kind)) else { return nil }
    let attributes = attributes(behind: 12)
    // The rest is ages and counters.
    let telling = [RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_MULTIPATH, RTA_TABLE, RTA_VIA]
    var key = [UInt8(ascii: "r")] + body.prefix(2) + [table, kind]
    for type in telling {
      let value = attributes[UInt16(type.rawValue)] ?? []
      key += [UInt8(truncatingIfNeeded: value.count)] + value
    }
    return key
  }

  private func attributes(behind header: Int) -> [UInt16: [UInt8]] {
    var attributes: [UInt16: [UInt8]] = [:]
    var rest = body.dropFirst((header + 3) & ~3)
    while rest.count >= 4 {
      let length = Int(rest.number(at: 0, as: UInt16.self))
      guard length >= 4, length <= rest.count else { break }
      attributes[rest.number(at: 2, as: UInt16.self) & 0x3FFF] = Array(rest.prefix(length).dropFirst(4))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return attributes
  }
}

extension Collection<UInt8> where Index == Int {
  /// The number, in the machine's order of bytes, `offset` bytes behind the first; 0 when it is not all there.
  fileprivate func number<Number: FixedWidthInteger>(at offset: Int, as: Number.Type) -> Number {
    let bytes = dropFirst(offset).prefix(MemoryLayout<Number>.size)
    guard bytes.count == MemoryLayout<Number>.size else { return 0 }
    var number = Number.zero
    withUnsafeMutableBytes(of: &number) { $0.copyBytes(from: bytes) }
    return number
  }
}
