"""Canned ACLs of new buckets: a bucket whose owner owns every object takes none that grants anything to others.

moto takes them all. AWS's rules: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket";
since April 2023 every new bucket is BucketOwnerEnforced unless it says otherwise.
"""

from __future__ import annotations

from embedded_aws.service import Call, ServiceError

OWNERS_ALONE = ("private", "bucket-owner-full-control")


def check_new_acl(call: Call) -> None:
    """CreateBucket: raises ServiceError where the ACL needs another ownership than the bucket is to have."""
    enforced = call.params.get("ObjectOwnership", "BucketOwnerEnforced") == "BucketOwnerEnforced"
    if enforced and call.params.get("ACL", "private") not in OWNERS_ALONE:
        message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
        raise ServiceError("InvalidBucketAclWithObjectOwnership", message, 400)
