'use client';
import { useQuery } from '@tanstack/react-query';
import { approvalCountQuery } from '@/components/approvals/approval-count-query';

/** `approvalCountQuery` as a number; null while it is not known. */
export function useApprovalCount(isPolled: boolean): number | null {
  return useQuery(approvalCountQuery(isPolled)).data?.count ?? null;
}
