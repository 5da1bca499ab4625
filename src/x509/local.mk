noinst_LIBRARIES += libx509.a
libx509_a_SOURCES = \
	%D%/certificate/certificate.c %D%/certificate/certificate.h \
	%D%/certificate/chain.c %D%/certificate/chain.h \
	%D%/certificate/chain_graph.c %D%/certificate/chain_graph.h \
	%D%/certificate/chain_order.c %D%/certificate/chain_order.h \
	%D%/certificate/describe.c %D%/certificate/describe.h \
	%D%/certificate/describe_extensions.c %D%/certificate/describe_extensions.h \
	%D%/certificate/describe_state.c %D%/certificate/describe_state.h \
	%D%/certificate/extra.c %D%/certificate/extra.h \
	%D%/certificate/holder.c %D%/certificate/holder.h \
	%D%/certificate/issuer.c %D%/certificate/issuer.h \
	%D%/certificate/notation.c %D%/certificate/notation.h \
	%D%/certificate/plain_names.c %D%/certificate/plain_names.h \
	%D%/certificate/request.c %D%/certificate/request.h \
	%D%/certificate/revocation.c %D%/certificate/revocation.h \
	%D%/der/ber.c %D%/der/ber.h \
	%D%/der/datum.h \
	%D%/der/der.c %D%/der/der.h \
	%D%/der/digest.c %D%/der/digest.h \
	%D%/der/pem.c %D%/der/pem.h \
	%D%/der/quote.c %D%/der/quote.h \
	%D%/der/structure.c %D%/der/structure.h \
	%D%/envelope/envelope.c %D%/envelope/envelope.h \
	%D%/envelope/envelope_ecies.c %D%/envelope/envelope_ecies.h \
	%D%/envelope/envelope_file.c %D%/envelope/envelope_file.h \
	%D%/envelope/envelope_key.c %D%/envelope/envelope_key.h \
	%D%/envelope/envelope_parts.c %D%/envelope/envelope_parts.h \
	%D%/judge/anchor.c %D%/judge/anchor.h \
	%D%/envelope/sealed.c %D%/envelope/sealed.h \
	%D%/judge/constraints.c %D%/judge/constraints.h \
	%D%/judge/draft.c %D%/judge/draft.h \
	%D%/judge/fault.c %D%/judge/fault.h \
	%D%/judge/ocsp_judge.c %D%/judge/ocsp_judge.h \
	%D%/judge/path.c %D%/judge/path.h \
	%D%/judge/policy.c %D%/judge/policy.h \
	%D%/judge/profile.c %D%/judge/profile.h \
	%D%/judge/purpose.c %D%/judge/purpose.h \
	%D%/judge/reject.c %D%/judge/reject.h \
	%D%/judge/second_opinion.c %D%/judge/second_opinion.h \
	%D%/judge/validity.c %D%/judge/validity.h \
	%D%/judge/verification.h \
	%D%/judge/verify.c %D%/judge/verify.h \
	%D%/judge/verify_lists.c %D%/judge/verify_lists.h \
	%D%/key/algorithm.c %D%/key/algorithm.h \
	%D%/key/derive.c %D%/key/derive.h \
	%D%/key/ec_curve.c %D%/key/ec_curve.h \
	%D%/key/ec_private.c %D%/key/ec_private.h \
	%D%/key/ec_secp256k1.c %D%/key/ec_secp256k1.h \
	%D%/key/gnutls_error.c %D%/key/gnutls_error.h \
	%D%/key/key.c %D%/key/key.h \
	%D%/key/key_lock.c %D%/key/key_lock.h \
	%D%/key/key_read.c \
	%D%/key/key_sign.c \
	%D%/key/key_write.c \
	%D%/key/patched.c %D%/key/patched.h \
	%D%/key/pbe.c %D%/key/pbe.h \
	%D%/key/pbe_cipher.c %D%/key/pbe_cipher.h \
	%D%/key/pbe_mac.c %D%/key/pbe_mac.h \
	%D%/key/pbe_parts.c %D%/key/pbe_parts.h \
	%D%/key/pbe_way.h \
	%D%/key/protection.c %D%/key/protection.h \
	%D%/key/public_form.c %D%/key/public_form.h \
	%D%/key/start.c %D%/key/start.h \
	%D%/key/scrypt.c %D%/key/scrypt.h \
	%D%/name/alternative.c %D%/name/alternative.h \
	%D%/name/alternative_kind.h \
	%D%/name/alternative_parse.c %D%/name/alternative_parse.h \
	%D%/name/name.c %D%/name/name.h \
	%D%/name/name_attribute.c %D%/name/name_attribute.h \
	%D%/name/name_canonical.c %D%/name/name_canonical.h \
	%D%/name/name_fold.c %D%/name/name_fold.h \
	%D%/name/name_hash.c %D%/name/name_hash.h \
	%D%/name/name_match.c %D%/name/name_match.h \
	%D%/name/other_name.c %D%/name/other_name.h \
	%D%/name/name_parse.c \
	%D%/name/subtree.c %D%/name/subtree.h \
	%D%/read/armour.c %D%/read/armour.h \
	%D%/read/bundle.c %D%/read/bundle.h \
	%D%/read/confine.c %D%/read/confine.h \
	%D%/read/foreign.c %D%/read/foreign.h \
	%D%/read/inspect.c %D%/read/inspect.h \
	%D%/read/left_out.c %D%/read/left_out.h \
	%D%/read/object_kind.h \
	%D%/read/reader.c %D%/read/reader.h \
	%D%/read/reader_answer.c %D%/read/reader_answer.h \
	%D%/read/reader_child.c %D%/read/reader_child.h \
	%D%/read/reading.c %D%/read/reading.h \
	%D%/read/recognise.c %D%/read/recognise.h \
	%D%/read/sandbox.c %D%/read/sandbox.h \
	%D%/read/sandbox_helper.c %D%/read/sandbox_helper.h \
	%D%/read/scan.c %D%/read/scan.h \
	%D%/read/shape.c %D%/read/shape.h \
	%D%/read/unpack.c %D%/read/unpack.h \
	%D%/read/unpack_key.c %D%/read/unpack_key.h \
	%D%/read/wanted.c %D%/read/wanted.h \
	%D%/read/wrapped.c %D%/read/wrapped.h \
	%D%/sign/detached.c %D%/sign/detached.h \
	%D%/sign/detached_cms.c %D%/sign/detached_cms.h \
	%D%/sign/signed_attributes.c %D%/sign/signed_attributes.h \
	%D%/write/bundle_pack.c %D%/write/bundle_pack.h \
	%D%/write/issue.c %D%/write/issue.h \
	%D%/write/ocsp.c %D%/write/ocsp.h \
	%D%/write/put.c %D%/write/put.h \
	%D%/write/revocation_write.c %D%/write/revocation_write.h \
	%D%/write/truststore.c %D%/write/truststore.h \
	$(NULL)
