/// A disk leaves by being shared with another account.
enum SnapshotSharing: CaseStudy {
  static let scenario = Scenario(
    id: "snapshot-sharing", title: "Exfiltration by a shared snapshot", attack: ["T1537", "T1578.001"],
    summary: "Somebody who only ever reads makes a snapshot and shares it with a strange account.",
    jobs: ["rare_method_for_a_user"])

  static func play(on stage: inout Stage) {
    let user = stage.cloudUser()
    let start = stage.moment()
    let calls = [
      CloudCall("CreateSnapshot", "ec2", "{volumeId=vol-<hex12>}"),
      CloudCall("DescribeSnapshotAttribute", "ec2", "{snapshotId=snap-<hex12>}"),
      CloudCall(
        "ModifySnapshotAttribute", "ec2", "{snapshotId=snap-<hex12>, attributeType=CREATE_VOLUME_PERMISSION}"),
      CloudCall("SharedSnapshotVolumeCreated", "ec2", "{snapshotId=snap-<hex12>}"),
    ]
    for (index, call) in calls.enumerated() {
      stage.call(call, by: user, at: start + Milliseconds(index) * 190_000)
    }
    stage.expect(
      "ModifySnapshotAttribute by somebody who never did", in: .cloud, from: start, to: start + 570_000,
      jobs: ["rare_method_for_a_user"],
      match: ["user.name": user.name, "event.action": "ModifySnapshotAttribute"])
  }
}
