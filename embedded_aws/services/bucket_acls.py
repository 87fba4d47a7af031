"""ACLs: a bucket whose owner owns every object takes none for others, and one that blocks public ones none of those.

moto takes them all. AWS's rules: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket"
and "Blocking public access to your Amazon S3 storage"; since April 2023 every new bucket is BucketOwnerEnforced and
blocks public access, unless it says otherwise.
"""

from __future__ import annotations

from embedded_aws.gateway.moto_state import find_bucket
from embedded_aws.service import Call, ServiceError

OWNERS_ALONE = ("private", "bucket-owner-full-control")
PUBLIC = ("public-read", "public-read-write", "authenticated-read")
ENFORCED = "BucketOwnerEnforced"
GRANTS = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")


def check_new_acl(call: Call) -> None:
    """CreateBucket: raises ServiceError where the ACL needs another ownership or access than the bucket is to have."""
    acl = call.params.get("ACL", "private")
    if call.params.get("ObjectOwnership", ENFORCED) == ENFORCED and acl not in OWNERS_ALONE:
        message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
        raise ServiceError("InvalidBucketAclWithObjectOwnership", message, 400)
    if acl in PUBLIC:
        message = "Bucket cannot have public ACLs set with BlockPublicAccess enabled"
        raise ServiceError("InvalidBucketAclWithBlockPublicAccessError", message, 400)


def check_acl(call: Call) -> None:
    """Any call that gives a bucket or an object an ACL: raises ServiceError where the bucket does not take it.

    `private` is taken for objects, which it leaves as they are; hashicorp/terraform-provider-aws#34079 has the refusal
    of a bucket's.
    """
    bucket, acl = find_bucket(str(call.params["Bucket"])), call.params.get("ACL")
    if bucket is None:
        return
    taken = ("bucket-owner-full-control",) if call.operation == "PutBucketAcl" else OWNERS_ALONE
    given = (acl is not None and acl not in taken) or any(call.params.get(name) for name in GRANTS)
    if given and bucket.ownership_rule == ENFORCED:
        raise ServiceError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400)
    block = bucket.public_access_block
    if acl in PUBLIC and block is not None and block.block_public_acls:
        raise ServiceError(
            "AccessDenied",
            f"User: {call.caller.arn} is not authorized to perform: {call.action} because public ACLs are prevented by "
            "the BlockPublicAcls setting in S3 Block Public Access.",
            403,
        )
